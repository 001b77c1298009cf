/**
 * How much our client costs: 5,000 prompts against a server that answers after 50 ms, by a bare undici loop and by the
 * `openai` model through its contract, one request per call as a worker makes them. Run after `npm run build`:
 *
 *     node bench/client/run.mjs [samples] [rounds]
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import openai from 'oc-model-openai';
import { Pool } from 'undici';

const samples = Number(process.argv[2] ?? 5000);
const rounds = Number(process.argv[3] ?? 3);
const levels = [16, 64, 256];
// 1,000 characters, about what a question with a few examples has.
const prompt = 'Question: how many apples are left?\n'.repeat(28);
const quiet = { debug() {}, info() {}, warn: console.warn, error: console.error, child: () => quiet };

const server = fork(new URL('./server.mjs', import.meta.url));
const [{ port }] = await once(server, 'message');
console.log(`${samples} prompts, best of ${rounds} rounds; Node ${process.version}`);
console.log('in flight  client  requests/s  ideal  CPU ms/sample  RSS MiB  time over bare  time over ideal');
for (const level of levels) await compare(level);
server.disconnect();

/** Bare and ours in turn, so that a busy machine hits both; the best round of each counts. */
async function compare(level) {
  const bare = [];
  const ours = [];
  for (let round = 0; round < rounds; round += 1) {
    bare.push(await measure(level, bareClient));
    ours.push(await measure(level, openaiModel));
  }
  const [bareBest, oursBest] = [best(bare), best(ours)];
  report(level, 'bare', bareBest, bareBest);
  report(level, 'openai', oursBest, bareBest);
}

function best(measurements) {
  return measurements.reduce((least, one) => (one.seconds < least.seconds ? one : least));
}

async function measure(level, createClient) {
  const { ask, close } = await createClient(level);
  await inFlight(level, level * 2, ask);
  const cpu = process.cpuUsage();
  const start = performance.now();
  await inFlight(level, samples, ask);
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  await close();
  return { seconds, cpuMs: (user + system) / 1000 / samples, rss: process.memoryUsage.rss() / 2 ** 20 };
}

/** `level` loops that each take the next sample, as a worker does. */
async function inFlight(level, count, ask) {
  let next = 0;
  const loop = async () => {
    while (next < count) await ask(next++);
  };
  await Promise.all(Array.from({ length: level }, loop));
}

function bareClient(level) {
  const pool = new Pool(`http://127.0.0.1:${port}`, { connections: level });
  const headers = { 'content-type': 'application/json' };
  return {
    async ask() {
      const messages = [{ role: 'user', content: prompt }];
      const body = JSON.stringify({ model: 'm', messages, max_tokens: 100, temperature: 0 });
      const reply = await pool.request({ path: '/v1/chat/completions', method: 'POST', headers, body });
      const { choices } = await reply.body.json();
      check(choices[0].message.content);
    },
    close: () => pool.close(),
  };
}

async function openaiModel(level) {
  const signal = new AbortController().signal;
  const options = {
    path: 'm',
    base_url: `http://127.0.0.1:${port}/v1`,
    key: 'secret',
    endpoint: 'chat',
    concurrency: level,
    timeout_seconds: 600,
    retry: 6,
    think_tag: '</think>',
  };
  const model = await openai.create(options, { logger: quiet, signal, resolvePath: (path) => path });
  return {
    async ask(index) {
      for await (const result of model.generate([{ index, prompt, maxOutLen: 100 }], { signal })) check(result.text);
    },
    close: () => model.close(),
  };
}

function check(text) {
  if (text !== 'The answer is 42.') throw new Error(`unexpected answer: ${text}`);
}

function report(level, name, { seconds, cpuMs, rss }, bare) {
  const ideal = level / 0.05;
  const rate = samples / seconds;
  const cells = [
    String(level).padStart(9),
    name.padEnd(6),
    rate.toFixed(0).padStart(10),
    ideal.toFixed(0).padStart(5),
    cpuMs.toFixed(3).padStart(13),
    rss.toFixed(0).padStart(7),
    (seconds / bare.seconds).toFixed(3).padStart(14),
    (ideal / rate).toFixed(3).padStart(15),
  ];
  console.log(cells.join('  '));
}
