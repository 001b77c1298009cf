/** What a worker takes that comes when all is taken but the last task. */
import { unlink } from 'node:fs/promises';
import { readJsonl } from '../../packages/sdk/dist/run-directory/index.js';
import { TaskQueue } from '../../packages/worker/dist/task-queue.js';

export async function lateWorker(stage) {
  const { id } = (await readJsonl(stage.plan)).at(-1);
  await unlink(stage.claim(id, 0));
  await unlink(stage.ended(id, 0));
  const queue = new TaskQueue({ stage, plan: 1, model: 'm', worker: 'late', retry: 2 });
  await queue.hasNew();
  const row = {};
  row.lateTakeMs = await timed(() => queue.take());
  row.lateNothingLeftMs = await timed(() => queue.take());
  row.lateOutlookMs = await timed(() => queue.outlook());
  row.secondOutlookMs = await timed(() => queue.outlook());
  row.hasNewMs = await timed(() => queue.hasNew());
  return row;
}

async function timed(step) {
  const started = performance.now();
  await step();
  return Math.round((performance.now() - started) * 1000) / 1000;
}
