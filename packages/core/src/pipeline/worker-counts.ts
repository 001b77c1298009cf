import { countWaits } from './count-waits.ts';
import type { Wait, WorkerCounts } from './progress-state.ts';
import type { StageRun } from './stage/stage-run.ts';
import type { WorkerState } from './stage/worker-state.ts';

/** What the workers of a model are doing. */
export function workersOf(run: StageRun, model: string): WorkerCounts {
  const counts = { queued: 0, starting: 0, running: 0 };
  for (const { phase } of workersIn(run, model)) counts[phase] += 1;
  return counts;
}

/** GPUs that workers hold; a job in a queue holds none. Undefined: no model wants any. */
export function gpusInUse(run: StageRun): number | undefined {
  if (run.queues.every(({ model }) => model.gpus === 0)) return undefined;
  const held = run.queues.map(({ model }) => {
    const working = workersIn(run, model.abbr).filter(({ phase }) => phase !== 'queued');
    return working.length * model.gpus;
  });
  return held.reduce((sum, gpus) => sum + gpus, 0);
}

/** Why jobs are queued, in the words of the engine, the most frequent reason first. */
export function waitsOf(run: StageRun): Wait[] {
  const workers = run.queues.flatMap(({ model }) => workersIn(run, model.abbr));
  return countWaits(workers.flatMap(({ phase, status }) => (phase === 'queued' && status ? status : [])));
}

function workersIn(run: StageRun, model: string): WorkerState[] {
  return [...(run.queues.find((queue) => queue.model.abbr === model)?.workers.values() ?? [])];
}
