import { availableParallelism } from 'node:os';
import type { Runner, RunnerCapacity } from 'oc-sdk';
import type { ModelBlock } from '../config/types.ts';
import { gpusUnavailable } from '../errors.ts';

/** How many workers there may be at once, in all and for one model. */
export interface WorkerLimits {
  readonly total: number;
  of(model: ModelBlock): number;
  /** Cores for each in-process worker; undefined: what the runner's engine gives, for this machine says nothing of its. */
  readonly cpus: number | undefined;
  /** GPUs that all workers of the run may hold together; undefined: the runner's engine sees to it. */
  readonly gpus: number | undefined;
}

/**
 * `max_num_workers`, or what the machine has: a worker per GPU slot for models that want GPUs, one per core for models
 * that work in process on the CPU, one for each endpoint. An endpoint never gets more than one: its `concurrency`
 * says how much it is asked at once.
 */
export async function workerLimits(
  models: readonly ModelBlock[],
  runner: Runner,
  maxNumWorkers: number | undefined,
): Promise<WorkerLimits> {
  const onGpu = models.filter(({ numGpus }) => numGpus > 0);
  const capacity = onGpu.length > 0 ? await runner.capacity?.() : undefined;
  if (capacity) checkGpus(onGpu, capacity);
  const cores = availableParallelism();
  const total =
    maxNumWorkers ??
    Math.max(1, gpuWorkers(onGpu, capacity) + (models.some(worksOnCpu) ? cores : 0) + models.filter(isEndpoint).length);
  return {
    total,
    of: (model) => (isEndpoint(model) ? 1 : total),
    cpus: runner.capacity === undefined ? undefined : Math.max(1, Math.floor(cores / Math.min(total, cores))),
    gpus: capacity?.gpus,
  };
}

/** Scoring works on the CPU: a worker per core unless the config says otherwise. */
export function evalLimits(maxNumWorkers: number | undefined): WorkerLimits {
  const total = maxNumWorkers ?? availableParallelism();
  return { total, of: () => total, cpus: 1, gpus: undefined };
}

export function isEndpoint({ plugin }: ModelBlock): boolean {
  return plugin.plugin.location === 'endpoint';
}

function worksOnCpu(model: ModelBlock): boolean {
  return !isEndpoint(model) && model.numGpus === 0;
}

function gpuWorkers(models: readonly ModelBlock[], capacity: RunnerCapacity | undefined): number {
  if (models.length === 0) return 0;
  const smallest = Math.min(...models.map(({ numGpus }) => numGpus));
  return capacity ? Math.floor(capacity.gpus / smallest) : models.length;
}

/** A model that can never get its GPUs must not wait for them. */
function checkGpus(models: readonly ModelBlock[], { gpusPerJob }: RunnerCapacity): void {
  const hopeless = models.filter(({ numGpus }) => numGpus > gpusPerJob);
  if (hopeless.length > 0)
    throw gpusUnavailable(
      hopeless.map(({ abbr, numGpus }) => ({ abbr, numGpus })),
      gpusPerJob,
    );
}
