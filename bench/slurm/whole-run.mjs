import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCli } from '../support/run-cli.mjs';

/** The real program with so many tasks of one echoed sample, on so many workers. */
export async function wholeRun(folder, tasks, workers) {
  const rows = Array.from({ length: tasks }, (_, i) => `${JSON.stringify({ text: `t${i}`, answer: `t${i}` })}\n`);
  await writeFile(join(folder, 'lines.jsonl'), rows.join(''));
  await runCli(folder, {
    work_dir: 'outputs',
    models: [{ abbr: 'echo', type: 'echo', delay_ms: 20 }],
    datasets: [
      {
        ...{ abbr: 'lines', type: 'jsonl', path: 'lines.jsonl' },
        reader_cfg: { input_columns: ['text'], output_column: 'answer' },
        infer_cfg: { prompt_template: { template: '{text}' }, inferencer: { type: 'gen', batch_size: 1 } },
        eval_cfg: { evaluator: { type: 'accuracy' } },
      },
    ],
    infer: {
      partitioner: { type: 'num-worker', num_split: tasks, min_task_size: 1, strategy: 'split' },
      runner: { type: 'slurm', max_num_workers: workers },
    },
  });
  const [run] = (await readdir(join(folder, 'outputs'))).sort().slice(-1);
  const stage = join(folder, 'outputs', run, 'infer');
  const jobs = await jsonLines(join(stage, 'jobs.jsonl'));
  const logs = await Promise.all(
    (await readdir(join(stage, 'events'))).map((name) => jsonLines(join(stage, 'events', name))),
  );
  const answers = logs.flat().filter(({ event }) => event === 'samples');
  const ends = jobs.filter(({ event }) => event === 'ended').map(({ time }) => Date.parse(time));
  return { tailMs: Math.max(...ends) - Math.max(...answers.map(({ time }) => time)) };
}

async function jsonLines(path) {
  const lines = (await readFile(path, 'utf8')).split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line));
}
