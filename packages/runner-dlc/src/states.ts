/** What a status means for whoever waits for the job. */
export type StateMeaning = 'pending' | 'running' | 'stopping' | 'succeeded' | 'failed' | 'stopped';

/**
 * The 13 statuses of the OpenAPI 2020-12-03. In the two that end in `Reserving` the result is decided and the GPUs are
 * still held, until the job is stopped or its `JobReservedMinutes` are over.
 */
const MEANINGS: Readonly<Record<string, StateMeaning>> = {
  Creating: 'pending',
  Queuing: 'pending',
  Bidding: 'pending',
  EnvPreparing: 'pending',
  SanityChecking: 'pending',
  Running: 'running',
  Restarting: 'running',
  Stopping: 'stopping',
  SucceededReserving: 'succeeded',
  FailedReserving: 'failed',
  Succeeded: 'succeeded',
  Failed: 'failed',
  Stopped: 'stopped',
};

/** Undefined: a word that is newer than this list. Such a job is taken for one that goes on. */
export function meaningOf(status: string): StateMeaning | undefined {
  return Object.hasOwn(MEANINGS, status) ? MEANINGS[status] : undefined;
}

export function isTerminal(status: string): boolean {
  const meaning = meaningOf(status);
  return meaning === 'succeeded' || meaning === 'failed' || meaning === 'stopped';
}

export function holdsGpusAfterEnd(status: string): boolean {
  return status === 'SucceededReserving' || status === 'FailedReserving';
}
