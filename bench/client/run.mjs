/**
 * How much our client costs: 5,000 prompts against a server that answers after 50 ms, by a bare undici loop and by the
 * `openai` model through its contract, one request per call as a worker makes them. Run after `npm run build`:
 *
 *     node bench/client/run.mjs [samples] [rounds]
 */
import { Pool } from 'undici';
import { check, inFlight, openModel, prompt, startServer } from './support.mjs';

const samples = Number(process.argv[2] ?? 5000);
const rounds = Number(process.argv[3] ?? 3);
const levels = [16, 64, 256];

const server = await startServer();
console.log(`${samples} prompts, best of ${rounds} rounds; Node ${process.version}`);
console.log('in flight  client  requests/s  ideal  CPU ms/sample  RSS MiB  time over bare  time over ideal');
for (const level of levels) await compare(level);
server.close();

/** Bare and ours in turn, so that a busy machine hits both; the best round of each counts. */
async function compare(level) {
  const bare = [];
  const ours = [];
  for (let round = 0; round < rounds; round += 1) {
    bare.push(await measure(level, bareClient));
    ours.push(await measure(level, () => openModel(server.url, level)));
  }
  const [bareBest, oursBest] = [best(bare), best(ours)];
  report(level, 'bare', bareBest, bareBest);
  report(level, 'openai', oursBest, bareBest);
}

function best(measurements) {
  return measurements.reduce((least, one) => (one.seconds < least.seconds ? one : least));
}

async function measure(level, createClient) {
  const { ask, close, concurrency = level } = await createClient(level);
  await inFlight(() => concurrency, level * 2, ask);
  const cpu = process.cpuUsage();
  const start = performance.now();
  await inFlight(() => concurrency, samples, ask);
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  await close();
  return { seconds, cpuMs: (user + system) / 1000 / samples, rss: process.memoryUsage.rss() / 2 ** 20 };
}

function bareClient(level) {
  const pool = new Pool(`http://127.0.0.1:${server.port}`, { connections: level });
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
