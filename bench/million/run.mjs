/**
 * Does memory grow with rows? Plans, asks (the echo model), merges and scores ever more rows, and compares the peaks: a short
 * run ends before its first garbage collections, so look at the last two. Run after `npm run build`:
 *
 *     node bench/million/run.mjs [rows]
 */

import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { inFolder, inferStage, runCli } from '../support/run-cli.mjs';

const most = Number(process.argv[2] ?? 1_000_000);

const config = {
  work_dir: 'outputs',
  models: [{ abbr: 'echo', type: 'echo', batch_size: 64 }],
  datasets: [
    {
      abbr: 'rows',
      type: 'jsonl',
      path: 'rows.jsonl',
      reader_cfg: { input_columns: ['question'], output_column: 'answer' },
      infer_cfg: { prompt_template: { template: '{question}' }, inferencer: { type: 'gen' } },
      eval_cfg: { evaluator: { type: 'accuracy' } },
    },
  ],
  infer: { partitioner: { type: 'naive' }, runner: { type: 'local', max_num_workers: 1 } },
};

console.log(
  '     rows  peak RSS MiB: launcher  infer worker  merge worker  score worker  its CPU s  rows/s  infer run s',
);
for (const rows of [10_000, most / 4, most]) await inFolder((folder) => measure(folder, rows));

async function measure(folder, rows) {
  await writeRows(join(folder, 'rows.jsonl'), rows);
  const run = await runCli(folder, config, '--mode', 'infer');
  const { workSeconds } = await inferStage(folder);
  const [scoring] = (await runCli(folder, config, '--mode', 'eval', '-r', 'latest')).workers('eval');
  const rss = [run.launcher, run.workers('infer')[0], run.workers('eval')[0], scoring].map(({ rssMib }) =>
    rssMib.toFixed(0),
  );
  console.log(
    [
      String(rows).padStart(9),
      rss[0].padStart(22),
      rss[1].padStart(12),
      rss[2].padStart(12),
      rss[3].padStart(12),
      (scoring.cpuMs / 1000).toFixed(1).padStart(9),
      (rows / workSeconds).toFixed(0).padStart(6),
      run.seconds.toFixed(1).padStart(11),
    ].join('  '),
  );
}

async function writeRows(path, rows) {
  const file = createWriteStream(path);
  for (let i = 0; i < rows; i += 1) {
    const row = { question: `What is ${i} and ${rows - i}?`, answer: String(rows) };
    if (!file.write(`${JSON.stringify(row)}\n`)) await once(file, 'drain');
  }
  await finished(file.end());
}
