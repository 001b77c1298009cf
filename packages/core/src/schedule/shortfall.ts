/** A model that may get workers. */
export interface Contender {
  /** Work that no worker has taken, in seconds of one. */
  readonly openSeconds: number;
  /** That it has. */
  readonly workers: number;
  /** That it may have at once. */
  readonly maxWorkers: number;
  /** GPUs that each of them holds. */
  readonly gpus: number;
}

export interface Places {
  /** Workers of all models at once. */
  readonly workers: number;
  /** Infinity: nobody knows, or it is somebody else's affair. */
  readonly gpus: number;
}

/**
 * How many workers each model lacks of those with which all would end together, at the earliest: a model's share of the
 * workers is its share of the work. Negative: it has more. Whoever lacks most gets the next worker, so that a worker that
 * serves two models, and loads twice, is for what is left of their shares when all whole workers are given: with k models
 * there are no more than k - 1 such (the wrap-around rule of McNaughton, "Scheduling with deadlines and loss functions",
 * Management Science 6, 1959).
 */
export function shortfalls(contenders: readonly Contender[], places: Places): number[] {
  const gpuSeconds = sum(contenders.map(({ openSeconds, gpus }) => openSeconds * gpus));
  const end = Math.max(
    sum(contenders.map(({ openSeconds }) => openSeconds)) / places.workers,
    gpuSeconds > 0 ? gpuSeconds / places.gpus : 0,
    ...contenders.map(({ openSeconds, maxWorkers }) => openSeconds / maxWorkers),
  );
  return contenders.map(({ openSeconds, workers }) => (end > 0 ? openSeconds / end : 0) - workers);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
