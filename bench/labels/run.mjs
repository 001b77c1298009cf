/**
 * How many labels a second a server scores that answers after 50 ms, with 32 requests in flight at most: few samples
 * with four labels each, where the labels of one must go out together to fill it, and many. A whole run by the program;
 * the span is taken at the server. Run after `npm run build`:
 *
 *     node bench/labels/run.mjs [rounds]
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inFolder, median, runCli } from '../support/run-cli.mjs';

const CONCURRENCY = 32;
const LABELS = ['A', 'B', 'C', 'D'];
const rounds = Number(process.argv[2] ?? 3);

const server = fork(new URL('./server.mjs', import.meta.url));
const [{ port }] = await once(server, 'message');
console.log(`${LABELS.length} labels a sample, ${CONCURRENCY} in flight, median of ${rounds}; Node ${process.version}`);
console.log('samples  calls/s  at best  most open');
for (const samples of [1, 8, 32, 1000]) await measure(samples);
server.disconnect();

async function measure(samples) {
  const seen = [];
  for (let round = 0; round < rounds; round += 1) seen.push(await inFolder((folder) => whole(folder, samples)));
  const calls = samples * LABELS.length;
  const atBest = calls / (Math.ceil(calls / CONCURRENCY) * 0.05);
  const cells = [
    samples,
    median(seen.map(({ seconds }) => calls / seconds)),
    atBest,
    median(seen.map(({ peak }) => peak)),
  ];
  console.log(cells.map((cell, column) => cell.toFixed(0).padStart([7, 7, 7, 9][column])).join('  '));
}

async function whole(folder, samples) {
  const rows = Array.from({ length: samples }, (_, row) =>
    JSON.stringify({ question: `Question ${row}?`, answer: 'A' }),
  );
  await writeFile(join(folder, 'questions.jsonl'), rows.join('\n'));
  await runCli(folder, configOf());
  server.send('what was seen?');
  const [seen] = await once(server, 'message');
  if (seen.answered !== samples * LABELS.length) throw new Error(`${seen.answered} requests were answered`);
  return seen;
}

function configOf() {
  const template = Object.fromEntries(LABELS.map((label) => [label, `{question}\nAnswer: ${label}`]));
  const base_url = `http://127.0.0.1:${port}/v1`;
  return {
    work_dir: 'outputs',
    models: [{ abbr: 'm', type: 'openai', path: 'm', base_url, endpoint: 'completions', concurrency: CONCURRENCY }],
    datasets: [
      {
        abbr: 'questions',
        type: 'jsonl',
        path: 'questions.jsonl',
        reader_cfg: { input_columns: ['question'], output_column: 'answer' },
        infer_cfg: { prompt_template: { template }, inferencer: { type: 'ppl' } },
        eval_cfg: { evaluator: { type: 'accuracy' } },
      },
    ],
  };
}
