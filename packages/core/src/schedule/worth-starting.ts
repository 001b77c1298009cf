/** What one more worker of a model would come to. */
export interface Candidate {
  /** Work that others can take over, in seconds of one worker. */
  readonly openSeconds: number;
  /** Workers that take tasks, and those that load the model. */
  readonly running: number;
  readonly starting: number;
  /** How long the model loads; undefined: nobody knows. */
  readonly loadSeconds: number | undefined;
}

/** Share of a model load below which the work that is left for a new worker is not worth one. */
const LEAST_WORK = 0.05;

/**
 * Whether a new worker would do anything to speak of before all is done. Everybody's end is the time t at which
 * running·t + (starting + 1)·(t - load) is the open work; what the new one would do is t - load.
 */
export function isWorthStarting({ openSeconds, running, starting, loadSeconds = 0 }: Candidate): boolean {
  if (openSeconds <= 0) return false;
  if (running + starting === 0) return true;
  const end = (openSeconds + (starting + 1) * loadSeconds) / (running + starting + 1);
  return end - loadSeconds >= LEAST_WORK * loadSeconds;
}

/**
 * Workers among whom the work that is left can be shared: those there are, and as many more as are worth a load.
 *
 * @param free places for more of them
 */
export function worthwhileWorkers(candidate: Candidate, free: number): number {
  const { running, starting } = candidate;
  let more = 0;
  while (more < free && isWorthStarting({ ...candidate, starting: starting + more })) more += 1;
  return running + starting + more;
}
