import { setTimeout as sleep } from 'node:timers/promises';
import type { Account } from './check-signature.ts';
import { type FaultKind, Faults, type Operation } from './faults.ts';
import { type Body, checkBody, jobIdOf, Refusal } from './job-fields.ts';
import { type LogLine, type Phases, SimulatedJob } from './simulated-job.ts';

export interface ServiceOptions {
  readonly phases?: Partial<Phases>;
  readonly workspaceId?: string;
  readonly account?: Account;
  /** Quotas that there are; absent: any. */
  readonly resourceIds?: readonly string[];
  /** The clock of the jobs. */
  readonly now?: () => number;
  readonly sleep?: (ms: number) => Promise<unknown>;
  /** The clock by which requests are dated. */
  readonly wallClock?: () => number;
}

const PHASES: Phases = { creatingMs: 5, queuingMs: 5, preparingMs: 5, stoppingMs: 5, graceMs: 1_500 };

/** Lines of a log in one answer. */
const MAX_LINES = 2000;
const WEEK_MS = 7 * 86_400_000;

/** The jobs of a workspace, behind both front ends. */
export class Service {
  readonly jobs: SimulatedJob[] = [];
  readonly faults = new Faults();
  readonly account: Account;
  readonly workspaceId: string;
  readonly now: () => number;
  readonly wallClock: () => number;
  /** Operations in the order in which they came, and when each did, by the clock of the jobs. */
  readonly calls: Operation[] = [];
  readonly callTimes: number[] = [];
  /** Lists do not have a job that is younger; GetJob does not know one that is younger. */
  listLagMs = 0;
  getLagMs = 0;
  /** Jobs stay in the queue while there is one; it is the reason they give. */
  queueReason: string | undefined;
  /** Lines of logs come so late. */
  logLagMs = 0;
  /** In so many answers every third line of a log is missing. */
  logGaps = 0;
  /** Each line of the last second of an answer is in it twice. */
  logDoubles = false;
  readonly #phases: Phases;
  readonly #resourceIds: readonly string[] | undefined;
  readonly #sleep: (ms: number) => Promise<unknown>;

  constructor(options: ServiceOptions = {}) {
    this.#phases = { ...PHASES, ...options.phases };
    this.account = options.account ?? { accessKeyId: 'LTAItest', accessKeySecret: 'test-secret' };
    this.workspaceId = options.workspaceId ?? '259315';
    this.#resourceIds = options.resourceIds;
    this.now = options.now ?? Date.now;
    this.wallClock = options.wallClock ?? Date.now;
    // Nobody waits for what a job would do next.
    this.#sleep = options.sleep ?? ((ms) => sleep(ms, undefined, { ref: false }));
  }

  /** Notes a call, and says what is to go wrong with it. */
  called(operation: Operation): FaultKind | undefined {
    this.calls.push(operation);
    this.callTimes.push(this.now());
    return this.faults.next(operation);
  }

  create(body: Body): SimulatedJob {
    checkBody(body);
    const job = new SimulatedJob(jobIdOf(this.jobs.length, String(body.DisplayName)), this.#inWorkspace(body), {
      ...{ phases: this.#phases, now: this.now, sleep: this.#sleep },
      queue: (waiting) => this.#queue(waiting),
    });
    this.jobs.push(job);
    return job;
  }

  get(id: string): SimulatedJob {
    const job = this.jobs.find((each) => each.id === id);
    if (job === undefined || this.now() - job.createdMs < this.getLagMs) {
      throw new Refusal(404, 'NotFound', `Job ${id} does not exist.`);
    }
    return job;
  }

  /** Somebody deletes it. */
  delete(id: string): void {
    const [job] = this.jobs.splice(
      this.jobs.findIndex((each) => each.id === id),
      1,
    );
    job?.finish('Stopped', 'JobDeleted', '');
  }

  /** Newest first. Without ids, of the last seven days alone. */
  list(query: Readonly<Record<string, string | undefined>>): { jobs: SimulatedJob[]; total: number } {
    const ids = query.JobIds?.split(',');
    const name = query.DisplayName?.toLowerCase();
    const found = this.jobs.filter(
      (job) =>
        (ids === undefined || ids.includes(job.id)) &&
        (name === undefined || job.name.toLowerCase().includes(name)) &&
        this.now() - job.createdMs >= this.listLagMs &&
        this.now() - job.createdMs < WEEK_MS,
    );
    const size = Number(query.PageSize ?? 10);
    const start = (Number(query.PageNumber ?? 1) - 1) * size;
    return { jobs: found.toReversed().slice(start, start + size), total: found.length };
  }

  stop(id: string): void {
    const job = this.get(id);
    // GPUs that are held after the end are let go.
    if (job.status.endsWith('Reserving')) job.status = job.status.replace('Reserving', '');
    else if (job.isTerminal) throw new Refusal(400, 'BadRequest', `Job can't be stopped, because it is ${job.status}`);
    else job.stop();
  }

  logs(id: string, podId: string, query: { uid?: string; startMs: number; endMs: number; max?: number }): string[] {
    const pods = this.get(id).pods.filter((pod) => pod.PodId === podId && (query.uid ?? pod.PodUid) === pod.PodUid);
    if (pods.length === 0) throw new Refusal(404, 'NotFound', `Pod ${podId} does not exist.`);
    const second = (ms: number): number => Math.floor(ms / 1000);
    const found = (pods.at(-1)?.logs ?? []).filter(
      ({ atMs }) =>
        second(atMs) >= second(query.startMs) &&
        second(atMs) <= second(query.endMs) &&
        this.now() - atMs >= this.logLagMs,
    );
    const lines = this.#spoilt(found, second).slice(0, Math.min(query.max ?? MAX_LINES, MAX_LINES));
    return lines.map(({ line }) => line);
  }

  /** Ends every process. */
  async close(): Promise<void> {
    this.queueReason = undefined;
    for (const job of this.jobs) if (!job.isTerminal) job.finish('Stopped', 'ServerClosed', '');
    await Promise.all(this.jobs.map(({ ended }) => ended));
  }

  #spoilt(lines: readonly LogLine[], second: (ms: number) => number): readonly LogLine[] {
    const last = second(lines.at(-1)?.atMs ?? 0);
    const doubled = this.logDoubles ? [...lines, ...lines.filter(({ atMs }) => second(atMs) === last)] : lines;
    if (this.logGaps === 0) return doubled;
    this.logGaps -= 1;
    return doubled.filter((_, n) => n % 3 !== 2);
  }

  /** Without a workspace a job is in the caller's default one, and nobody says so. */
  #inWorkspace(body: Body): Body {
    const { WorkspaceId = this.workspaceId } = body;
    if (WorkspaceId !== this.workspaceId)
      throw new Refusal(400, 'InvalidParameter', `Workspace ${WorkspaceId} is invalid`);
    if (this.#resourceIds?.includes(String(body.ResourceId)) === false)
      throw new Refusal(400, 'InvalidParameter', `ResourceId ${body.ResourceId} is invalid`);
    return { ...body, WorkspaceId };
  }

  async #queue(job: SimulatedJob): Promise<void> {
    while (this.queueReason !== undefined && !job.isTerminal && job.status === 'Queuing') {
      job.reasonMessage = this.queueReason;
      if (!job.events.includes(this.queueReason)) job.events.push(this.queueReason);
      await this.#sleep(250);
    }
    job.reasonMessage = '';
  }
}
