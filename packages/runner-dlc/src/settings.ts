import { setTimeout as sleep } from 'node:timers/promises';

/** What the user says of every job. Paths are absolute, as the container sees them. */
export interface DlcSettings {
  readonly transport: 'cli' | 'openapi';
  readonly region: string;
  readonly endpoint: string;
  readonly workspaceId: string;
  readonly resourceId: string;
  readonly image: string;
  readonly priority: number;
  /** Least CPUs and memory of a job; each GPU brings more. */
  readonly cpus: number;
  readonly memoryGiB: number;
  readonly maxRunningMinutes: number;
  /** `d-…[:version[:/mount]]` */
  readonly dataSources: readonly string[];
  /** `URI::/mount` */
  readonly dataSourceUris: readonly string[];
  readonly envs: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  /** Jobs may hold their GPUs when they have ended (`--job_reserved_minutes` of the command line). */
  readonly mayReserve: boolean;
  /** Undefined: not said to the service. */
  readonly preemptible: boolean | undefined;
  readonly cli: CliSettings;
  readonly environment: ContainerEnvironment;
  /** How often a job is made again that died of quota, image or node before it began. */
  readonly infraRetry: number;
  readonly probe: boolean;
}

export interface CliSettings {
  readonly program: string;
  readonly dialect: 'submit' | 'create';
  /** Undefined: the program's own (`~/.dlc/config`). */
  readonly configFile: string | undefined;
  readonly extraArgs: readonly string[];
  /** Flags that this build of the program does not know. */
  readonly omitFlags: readonly string[];
  /** Milliseconds between the starts of two calls: 200 makes 5 a second. */
  readonly intervalMs: number;
  readonly timeoutMs: number;
}

/** How the container is made ready for the command: lines of a shell, before it. */
export interface ContainerEnvironment {
  readonly preCommand: string | undefined;
  readonly bashrcPath: string | undefined;
  readonly condaEnvName: string | undefined;
  readonly pythonEnvPath: string | undefined;
  readonly nodePath: string | undefined;
  readonly variables: Readonly<Record<string, string>>;
}

/** How patient the runner is; milliseconds. Tests are less patient. */
export interface Timing {
  /** Between two looks at the files that jobs leave. */
  readonly lookMs: number;
  /** Between two questions to the service while things happen, and while nothing does. */
  readonly pollMs: number;
  readonly slowPollMs: number;
  /** A create whose answer got lost is looked for `findLooks` times over so long. */
  readonly findMs: number;
  readonly findLooks: number;
  /** The service may not know a job yet that it has just created. */
  readonly newJobMs: number;
  /** How long after the service's word on an end the job's own word may come. */
  readonly markerMs: number;
  /** How long lines of a log may come late. */
  readonly lateLogMs: number;
  /** Queued for so long, the reason is asked for. */
  readonly queueNoticeMs: number;
  /** Between two tries of what was throttled, or of a job that died before it began; doubled each time. */
  readonly backOffMs: number;
  /** Credentials refused for so long are not renewed any more: jobs are left to themselves. */
  readonly refusedMs: number;
  /** Asked to end, a job is asked again after so long. */
  readonly stopAgainMs: number;
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<unknown>;
}

export const TIMING: Timing = {
  lookMs: 500,
  pollMs: 5_000,
  slowPollMs: 30_000,
  findMs: 30_000,
  findLooks: 4,
  newJobMs: 60_000,
  markerMs: 60_000,
  lateLogMs: 15_000,
  queueNoticeMs: 60_000,
  backOffMs: 2_000,
  refusedMs: 600_000,
  stopAgainMs: 20_000,
  now: () => performance.now(),
  sleep: (ms) => sleep(ms),
};
