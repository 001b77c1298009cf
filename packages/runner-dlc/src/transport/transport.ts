import type { RunnerFinding } from 'oc-sdk';

/** One job as it is asked for, whatever the transport. */
export interface JobRequest {
  /** Display name: 1 to 256 of `[A-Za-z0-9_.-]`; ours are unique for ever, so a job is found again by its name. */
  readonly name: string;
  /** What the container's shell runs. */
  readonly command: string;
  readonly gpus: number;
  readonly cpus: number;
  readonly memoryGiB: number;
  readonly maxRunningMinutes: number;
  readonly tags: Readonly<Record<string, string>>;
}

export interface DlcPod {
  readonly id: string;
  /** A pod that is made anew keeps its id and gets another uid. */
  readonly uid: string | undefined;
  readonly status: string;
  /** `Evicted`, where the service says so. */
  readonly subStatus: string | undefined;
}

/** What the service says of a job. */
export interface DlcJob {
  readonly id: string;
  readonly name: string;
  /** One of the words in `states.ts`, or one that is newer. */
  readonly status: string;
  readonly reasonCode: string;
  readonly reasonMessage: string;
  /** Those that are gone come first. Empty in lists, and before there is one. */
  readonly pods: readonly DlcPod[];
}

/** Whole seconds, both ends included. */
export interface LogWindow {
  readonly startMs: number;
  readonly endMs: number;
}

/**
 * The service, behind a command line or the OpenAPI. Every call rejects with a `DlcFailure`, which says what the failure
 * means for what comes next.
 */
export interface DlcTransport {
  /** Resolves to the job's id. */
  create(request: JobRequest): Promise<string>;
  get(id: string): Promise<DlcJob>;
  /** Only those that the service knows; a job that is new may be missing for a while. */
  getMany(ids: readonly string[]): Promise<ReadonlyMap<string, DlcJob>>;
  /** Asks for the end of a job. One that has ended is no failure. */
  stop(id: string): Promise<void>;
  /** Lines of one pod in a window of time, at most {@link MAX_LOG_LINES}. */
  logs(id: string, pod: DlcPod, window: LogWindow): Promise<readonly string[]>;
  /** Lines, oldest first. */
  events(id: string): Promise<readonly string[]>;
  /** Jobs of exactly this name. Lists may be behind: a job that was just created can be missing. */
  findByTag(name: string): Promise<readonly DlcJob[]>;
  /** What creates this job, for people: a command line, or a body. */
  describe(request: JobRequest): string;
  /** Read-only questions about the set-up, for `oc-core doctor`. */
  diagnose(): Promise<readonly RunnerFinding[]>;
}

/** The service cuts an answer after so many lines. */
export const MAX_LOG_LINES = 2000;
