/**
 * What a task costs beside its samples: 2,000 tasks of one echo sample each, on 4 workers. Run after `npm run build`:
 *
 *     node bench/orchestration/run.mjs [tasks] [rounds]
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inFolder, inferStage, median, runCli } from '../support/run-cli.mjs';

const tasks = Number(process.argv[2] ?? 2000);
const rounds = Number(process.argv[3] ?? 3);

const config = {
  work_dir: 'outputs',
  models: [{ abbr: 'echo', type: 'echo' }],
  datasets: [
    {
      abbr: 'lines',
      type: 'jsonl',
      path: 'lines.jsonl',
      reader_cfg: { input_columns: ['text'], output_column: 'answer' },
      infer_cfg: { prompt_template: { template: '{text}' }, inferencer: { type: 'gen' } },
      eval_cfg: { evaluator: { type: 'accuracy' } },
    },
  ],
  infer: {
    partitioner: { type: 'num-worker', num_split: tasks, min_task_size: 1, strategy: 'split' },
    runner: { type: 'local', max_num_workers: 4 },
  },
};

console.log(
  'round  infer stage ms/task  without process start ms/task  whole run ms/task  launcher CPU s  workers CPU s',
);
const measured = [];
for (let round = 1; round <= rounds; round += 1) measured.push(await inFolder((folder) => once(folder, round)));
const stageMs = median(measured.map(({ stage }) => stage));
const wholeMs = median(measured.map(({ whole }) => whole));
console.log(
  `median: ${stageMs.toFixed(2)} ms a task in the infer stage, ${wholeMs.toFixed(2)} ms in the whole run (goal: under 5)`,
);

async function once(folder, round) {
  const rows = Array.from(
    { length: tasks },
    (_, i) => `${JSON.stringify({ text: `line ${i}`, answer: `line ${i}` })}\n`,
  );
  await writeFile(join(folder, 'lines.jsonl'), rows.join(''));
  const run = await runCli(folder, config);
  const infer = await inferStage(folder);
  if (infer.tasks !== tasks) throw new Error(`${infer.tasks} tasks ended instead of ${tasks}`);
  const [stage, work, whole] = [infer.seconds, infer.workSeconds, run.seconds].map(
    (seconds) => (seconds * 1000) / tasks,
  );
  const workersCpu = run.workers('infer').reduce((sum, { cpuMs }) => sum + cpuMs, 0);
  const cells = [stage, work, whole, run.launcher.cpuMs / 1000, workersCpu / 1000].map((number) => number.toFixed(2));
  console.log([round, ...cells].join('\t'));
  return { stage, whole };
}
