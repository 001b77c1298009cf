/**
 * The time of real runs over the least possible: the quick start's two models on all its data, two workers of one core
 * each. In every round, one after the other: the default partitioner with costs unknown, and with the costs that this run
 * has taught it; then the tasks of `naive` and of `size`, each in a process of its own that loads the model. Run after
 * `npm run build`:
 *
 *     node bench/real/run.mjs [rounds]
 */
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inFolder, inferStage, median, runCli } from '../support/run-cli.mjs';
import { processPerTask } from './process-per-task.mjs';

const WORKERS = 2;
const rounds = Number(process.argv[2] ?? 3);
const quickstart = fileURLToPath(new URL('../../configs/quickstart.yaml', import.meta.url));

const measured = [];
for (let round = 1; round <= rounds; round += 1)
  measured.push(...(await inFolder((folder) => oneRound(folder, round))));
console.log(JSON.stringify(measured, undefined, 2));
const names = [...new Set(measured.map(({ name }) => name))];
table(names.map((name) => middle(measured.filter((one) => one.name === name))));

async function oneRound(folder, round) {
  const rows = [await whole(folder, 'balanced, costs unknown', { type: 'balanced' })];
  rows.push(await whole(folder, 'balanced, costs learnt', { type: 'balanced' }));
  for (const partitioner of [{ type: 'naive' }, { type: 'size', max_task_size: 2000 }]) {
    const kept = await whole(folder, `${partitioner.type}, workers keep the model`, partitioner);
    const reloads = await processPerTask(kept.run, join(folder, 'tasks'), WORKERS);
    const name = `${partitioner.type}, a process per task`;
    rows.push(kept, { ...kept, name, ...reloads, ratio: undefined, stageRatio: reloads.stageSeconds / kept.bound });
  }
  return rows.map(({ run, ...row }) => ({ round, ...row }));
}

/** A whole run: from the start of the program to its end. */
async function whole(folder, name, partitioner) {
  await rm(join(folder, 'outputs'), { recursive: true, force: true });
  const config = {
    extends: quickstart,
    work_dir: 'outputs',
    infer: { partitioner, runner: { type: 'local', max_num_workers: WORKERS } },
  };
  const used = await runCli(folder, config);
  const [run] = await readdir(join(folder, 'outputs'));
  const summary = join(folder, 'outputs', run, 'summary');
  const [report] = (await readdir(summary)).filter((file) => file.startsWith('report_'));
  const { total } = JSON.parse(await readFile(join(summary, report), 'utf8')).actual;
  const { seconds: stageSeconds, tasks } = await inferStage(folder);
  const cpu = (processes) => processes.reduce((sum, { cpuMs }) => sum + cpuMs, 0) / 1000;
  const bound = total.work_seconds / WORKERS + total.load_seconds / total.loads;
  return {
    ...{ name, tasks, loads: total.loads, bound, seconds: used.seconds, ratio: used.seconds / bound },
    ...{ stageSeconds, stageRatio: stageSeconds / bound },
    ...{ work: total.work_seconds, loading: total.load_seconds },
    cpu: {
      launcher: cpu([used.launcher]),
      infer: cpu(used.workers('infer')),
      eval: cpu(used.workers('eval')),
    },
    evalWorkers: used.workers('eval').length,
    run: join(folder, 'outputs', run),
  };
}

/** The round in the middle, by the stage's ratio. */
function middle(rows) {
  const at = median(rows.map(({ stageRatio }) => stageRatio));
  return rows.find(({ stageRatio }) => stageRatio === at);
}

function table(rows) {
  const heads = ['how', 'tasks', 'loads', 'bound s', 'whole run s', 'ratio', 'infer stage s', 'ratio', 'eval CPU s'];
  const lines = rows.map(({ name, tasks, loads, bound, seconds, ratio, stageSeconds, stageRatio, cpu }) => [
    ...[name, tasks, loads, bound.toFixed(2)],
    ...(ratio === undefined ? ['', ''] : [seconds.toFixed(2), ratio.toFixed(3)]),
    ...[stageSeconds.toFixed(2), stageRatio.toFixed(3), ratio === undefined ? '' : cpu.eval.toFixed(2)],
  ]);
  console.log(`| ${heads.join(' | ')} |\n|${' --- |'.repeat(heads.length)}`);
  for (const cells of lines) console.log(`| ${cells.join(' | ')} |`);
}
