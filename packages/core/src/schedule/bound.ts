/** What the work of one model comes to. */
export interface BoundedModel {
  /** Seconds of one worker. */
  readonly workSeconds: number;
  readonly longestSampleSeconds: number;
  readonly loadSeconds: number;
  /** GPUs that each of its workers holds. */
  readonly gpus: number;
  /** Workers that it may have at once. */
  readonly maxWorkers: number;
}

export interface BoundOptions {
  /** Workers of all models at once. */
  readonly workers: number;
  /** Infinity: nobody knows, or it is somebody else's affair. */
  readonly gpus: number;
}

/**
 * Seconds that no schedule can be below: all work evenly on all workers and on all GPUs, each model on as many workers as
 * it may have or finds GPUs for, and the longest sample; behind one model load, which comes before any work.
 */
export function lowerBound(models: readonly BoundedModel[], { workers, gpus }: BoundOptions): number {
  const busy = models.filter(({ workSeconds }) => workSeconds > 0);
  const onGpus = busy.filter((model) => model.gpus > 0);
  const atOnce = busy.map((model) => Math.min(model.maxWorkers, workers, workersOn(gpus, model)));
  const shared = Math.min(workers, sum(atOnce));
  const alone = busy.map(({ workSeconds, longestSampleSeconds, loadSeconds }, i) => {
    return Math.max(workSeconds / (atOnce[i] as number), longestSampleSeconds) + loadSeconds;
  });
  return Math.max(
    0,
    ...alone,
    evenly(busy, sum(busy.map(({ workSeconds }) => workSeconds)) / shared),
    evenly(onGpus, sum(onGpus.map((model) => model.workSeconds * model.gpus)) / gpus),
  );
}

/** Whoever works has loaded a model before: at least the one that loads fastest. */
function evenly(models: readonly BoundedModel[], seconds: number): number {
  return models.length === 0 ? 0 : seconds + Math.min(...models.map(({ loadSeconds }) => loadSeconds));
}

/** At least one, for what cannot run at all is refused before. */
function workersOn(all: number, { gpus }: BoundedModel): number {
  return gpus === 0 ? Number.POSITIVE_INFINITY : Math.max(1, Math.floor(all / gpus));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
