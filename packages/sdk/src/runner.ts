import type { Logger } from './logger.ts';

/** What a runner runs: one command with its resources. A runner knows nothing of models or datasets. */
export interface Job {
  /** Path-safe, unique in the run. */
  readonly id: string;
  /** For people: process lists, queue listings. */
  readonly name: string;
  /** Program and arguments, passed on as they are; never through a shell. */
  readonly command: readonly [string, ...string[]];
  readonly cwd: string;
  /** Variables to set besides the ones the job inherits. Never holds a secret's value. */
  readonly env: Readonly<Record<string, string>>;
  readonly resources: JobResources;
  /** Where standard output and standard error of the job go; its folder exists. */
  readonly logFile: string;
}

export interface JobResources {
  readonly gpus: number;
  readonly cpus?: number;
  readonly memoryMiB?: number;
  readonly timeLimitSeconds?: number;
}

export type FailureReason =
  | 'exit'
  | 'signal'
  | 'out-of-memory'
  | 'time-limit'
  | 'preempted'
  | 'node-failure'
  | 'rejected'
  | 'lost';

/** How a job ended. A job that failed is a value, never an exception. */
export type JobOutcome =
  | { readonly status: 'succeeded' }
  | { readonly status: 'cancelled' }
  /** The launcher goes and the job goes on: a later launcher adopts it. */
  | { readonly status: 'detached' }
  | { readonly status: 'failed'; readonly reason: FailureReason; readonly exitCode?: number; readonly detail: string };

/** What the engine says of a job that has not ended. It is for people: nothing hangs on it. */
export interface JobStatus {
  readonly phase: 'queued' | 'running';
  /** The id by which the engine's own commands know it (`4242_7`); absent until the engine has it. */
  readonly engineId?: string;
  /** Why it is queued, in the engine's words. */
  readonly reason?: string;
  /** Where it runs. */
  readonly node?: string;
}

export interface JobControl {
  /** On abort the job is asked to end, then made to. An aborted signal starts nothing. */
  readonly signal: AbortSignal;
  readonly logger: Logger;
  /**
   * To be called as soon as the job has an id by which `adopt` finds it again (a process id); where the engine may take a
   * job and not say so, before the job is given to it.
   */
  submitted(nativeId: string): void;
  /** To be called whenever the engine says something new. Absent: nobody looks. */
  report?(status: JobStatus): void;
}

/** How many jobs a runner's machine can hold; a cluster, which queues them, has no such number. */
export interface RunnerCapacity {
  /** GPU slots: devices times the jobs that may share one. */
  readonly gpus: number;
  /** The most GPUs one job can get. */
  readonly gpusPerJob: number;
  readonly cpus: number;
}

export interface Runner {
  /**
   * Runs one job to its end. Resolves for every way a job can end. Rejects, with an `OcError`, where the engine would
   * take no such job at all: a mistake in the config, which ends the run.
   */
  run(job: Job, control: JobControl): Promise<JobOutcome>;
  /** Watches a job that an earlier launcher submitted. */
  adopt?(job: Job, nativeId: string, control: JobControl): Promise<JobOutcome>;
  /**
   * What would be run, as `--dry-run` prints it: the exact command, with its environment.
   *
   * @param count - how many such jobs would be given to the engine together; default 1
   */
  describe(job: Job, count?: number): string;
  /** Absent or undefined where jobs are queued by an engine of their own. */
  capacity?(): Promise<RunnerCapacity | undefined>;
  close?(): Promise<void>;
}
