/**
 * One process with several workers' queues, each taking tasks and ending them until there is none. Between two tasks
 * stands one bare link(2): what a claim would take that has nothing to look for, at that moment, in that process.
 */
import { link, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { endAttempt, StageDirectory } from '../../packages/sdk/dist/run-directory/index.js';
import { TaskQueue } from '../../packages/worker/dist/task-queue.js';

const [folder, process_, workers, pause, bare] = process.argv.slice(2);
const stage = new StageDirectory(folder);
const times = [];
const bareTimes = [];
let nothingLeftMs = 0;

const queues = Array.from({ length: Number(workers) }, (_, i) => queueOf(`w${process_}-${i}`));
for (const { queue } of queues) await queue.hasNew();
const before = process.resourceUsage();
await Promise.all(queues.map(work));
const after = process.resourceUsage();
const cpuMs = (after.userCPUTime + after.systemCPUTime - before.userCPUTime - before.systemCPUTime) / 1000;
process.send({ times: new Float64Array(times), bareTimes: new Float64Array(bareTimes), nothingLeftMs, cpuMs });
process.disconnect();

function queueOf(worker) {
  return { worker, queue: new TaskQueue({ stage, plan: 1, model: 'm', worker, retry: 2 }) };
}

async function work({ worker, queue }) {
  const first = join(bare, worker);
  await writeFile(first, '');
  await sleep(Number(pause) * Math.random());
  for (;;) {
    const asked = performance.now();
    const held = await queue.take();
    const took = performance.now() - asked;
    if (held === undefined) {
      nothingLeftMs = Math.max(nothingLeftMs, took);
      return;
    }
    times.push(took);
    const rest = Number(pause) * (0.5 + Math.random());
    if (rest > 0) await sleep(rest / 2);
    const linked = performance.now();
    await link(first, `${first}.${held.task.id}`);
    bareTimes.push(performance.now() - linked);
    if (rest > 0) await sleep(rest / 2);
    const base = { task: held.task.id, attempt: held.attempt, worker, time: new Date().toISOString() };
    await endAttempt(stage, { ...base, status: 'succeeded', failedSamples: 0 });
  }
}
