/**
 * How well a whole run keeps an endpoint busy: 5,000 prompts by the program, its worker and the `openai` model, every
 * answer on disk, against a bare undici loop, both on a server that answers after 50 ms. Run after `npm run build`:
 *
 *     node bench/endpoint/run.mjs [samples] [rounds]
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { inFolder, median, runCli } from '../support/run-cli.mjs';

const samples = Number(process.argv[2] ?? 5000);
const rounds = Number(process.argv[3] ?? 3);

const server = fork(new URL('./server.mjs', import.meta.url));
const [{ port }] = await once(server, 'message');
console.log(`${samples} prompts, median of ${rounds} rounds; Node ${process.version}`);
console.log(
  [
    'in flight',
    'requests/s',
    'ideal',
    'span / bare',
    'span / ideal',
    'peak',
    'worker CPU ms/sample',
    '(bare)',
    'worker RSS MiB',
  ].join('  '),
);
for (const level of [16, 64, 256]) await compare(level);
server.disconnect();

/** Bare and ours in turn, so that a busy machine hits both. */
async function compare(level) {
  const measured = [];
  for (let round = 0; round < rounds; round += 1) measured.push({ bare: await bare(level), ours: await ours(level) });
  const of = (value) => median(measured.map(value));
  const ideal = (samples * 0.05) / level;
  const cells = [
    [String(level), 9],
    [of(({ ours }) => samples / ours.seconds).toFixed(0), 10],
    [(level / 0.05).toFixed(0), 5],
    [of(({ bare, ours }) => ours.seconds / bare.seconds).toFixed(3), 11],
    [of(({ ours }) => ours.seconds / ideal).toFixed(3), 12],
    [String(of(({ ours }) => ours.peak)), 4],
    [of(({ ours }) => ours.cpuMs / samples).toFixed(3), 20],
    [of(({ bare }) => bare.cpuMs / samples).toFixed(3), 6],
    [of(({ ours }) => ours.rssMib).toFixed(0), 14],
  ];
  console.log(cells.map(([text, width]) => text.padStart(width)).join('  '));
}

async function bare(level) {
  const client = fork(new URL('./bare.mjs', import.meta.url), [port, level, samples].map(String));
  const [{ cpuMs }] = await once(client, 'message');
  return { cpuMs, ...(await seen()) };
}

async function ours(level) {
  return await inFolder(async (folder) => {
    await writeQuestions(join(folder, 'questions.jsonl'));
    const run = await runCli(folder, configOf(level), '--mode', 'infer');
    const [worker] = run.workers('infer');
    return { ...(await seen()), cpuMs: worker.cpuMs, rssMib: worker.rssMib };
  });
}

/** The span at the server, from the first request to the last answer. */
async function seen() {
  server.send('seen');
  const [span] = await once(server, 'message');
  if (span.answered !== samples) throw new Error(`${span.answered} answers instead of ${samples}`);
  return span;
}

/** 1,000 characters each, about what a question with a few examples has. */
async function writeQuestions(path) {
  const file = createWriteStream(path);
  const question = 'Question: how many apples are left?\n'.repeat(28);
  for (let i = 0; i < samples; i += 1)
    file.write(`${JSON.stringify({ question: `${i} ${question}`, answer: '42' })}\n`);
  await finished(file.end());
}

function configOf(concurrency) {
  return {
    work_dir: 'outputs',
    models: [
      {
        abbr: 'endpoint',
        type: 'openai',
        path: 'm',
        base_url: `http://127.0.0.1:${port}/v1`,
        concurrency,
        max_out_len: 100,
      },
    ],
    datasets: [
      {
        abbr: 'questions',
        type: 'jsonl',
        path: 'questions.jsonl',
        reader_cfg: { input_columns: ['question'], output_column: 'answer' },
        infer_cfg: { prompt_template: { template: '{question}' }, inferencer: { type: 'gen' } },
        eval_cfg: { evaluator: { type: 'accuracy' } },
      },
    ],
  };
}
