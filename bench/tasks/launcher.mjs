/**
 * What the launcher does once a look, with all tasks open, half of them done, and all of them done: for a tenth of the tasks,
 * and for all. Run after `npm run build`:
 *
 *     node bench/tasks/launcher.mjs [tasks]
 */
import { mkdir } from 'node:fs/promises';
import { ModelQueue } from '../../packages/core/dist/pipeline/stage/model-queue.js';
import { Rebalancer } from '../../packages/core/dist/pipeline/stage/rebalancer.js';
import { TaskStates } from '../../packages/core/dist/pipeline/stage/task-states.js';
import { Speeds } from '../../packages/core/dist/schedule/speeds.js';
import {
  claimAttempt,
  endAttempt,
  readEnded,
  readHeldClaims,
  StageDirectory,
} from '../../packages/sdk/dist/run-directory/index.js';
import { inFolder } from '../support/run-cli.mjs';
import { taskRecords } from './task-records.mjs';

const CLAIM = { worker: 'w', host: 'h', pid: 1, time: '' };

const tasks = Number(process.argv[2] ?? 100_000);

for (const many of [tasks / 10, tasks])
  console.log(JSON.stringify(await inFolder((folder) => launcherSteps(new StageDirectory(folder), taskRecords(many)))));

async function launcherSteps(stage, records) {
  for (const made of [stage.claims, stage.endedAttempts]) await mkdir(made, { recursive: true });
  const tasks = new TaskStates(stage, 2);
  tasks.add(records);
  const speeds = new Speeds(new Map(Array.from({ length: 100 }, (_, i) => [`dataset-${i}`, 0.1])));
  const queue = new ModelQueue({ abbr: 'm', gpus: 0, maxWorkers: 64, speeds, loadSeconds: 10 }, tasks, 2);
  for (let i = 0; i < 8; i += 1) queue.workers.set(`w${i}`, { id: `w${i}`, claimed: true, phase: 'running' });
  let now = 0;
  const rebalancer = new Rebalancer({
    ...{ stage, tasks, retry: 2, speeds: new Map([['m', speeds]]), logger: console, now: () => (now += 10_000) },
    ...{ add: async () => [], freeFor: () => 56, onSplit: () => {} },
  });
  const row = { tasks: records.length };
  row.needMs = await timed(() => queue.needsWorker(queue.openCost()), 20);
  row.rebalanceMs = await timed(() => rebalancer.look([queue]), 20);
  await endThem(stage, records.slice(0, records.length / 2));
  tasks.setBack(records[0].id, 0);
  row.syncSetBackMs = await timed(() => tasks.syncSetBack());
  row.syncHalfNewMs = await timed(() => tasks.sync());
  await endThem(stage, records.slice(records.length / 2));
  row.readHeldClaimsMs = await timed(() => readHeldClaims(stage));
  row.readEndedMs = await timed(() => readEnded(stage));
  row.syncHalfNewAgainMs = await timed(() => tasks.sync());
  row.syncNothingNewMs = await timed(() => tasks.sync());
  row.countMs = await timed(() => tasks.count('m', 'open') + tasks.count('m'));
  return row;
}

async function endThem(stage, records) {
  for (let i = 0; i < records.length; i += 64)
    await Promise.all(
      records.slice(i, i + 64).map(async ({ id: task }) => {
        await claimAttempt(stage, task, 0, CLAIM);
        await endAttempt(stage, { task, attempt: 0, worker: 'w', time: '', status: 'succeeded', failedSamples: 0 });
      }),
    );
}

/** Milliseconds of a step, the mean of so many. */
async function timed(step, times = 1) {
  const started = performance.now();
  for (let i = 0; i < times; i += 1) await step();
  return Math.round(((performance.now() - started) * 1000) / times) / 1000;
}
