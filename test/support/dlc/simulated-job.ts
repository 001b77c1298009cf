import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import type { Body } from './job-fields.ts';

/** How long a job is in each state; milliseconds. */
export interface Phases {
  readonly creatingMs: number;
  readonly queuingMs: number;
  readonly preparingMs: number;
  readonly stoppingMs: number;
  /** From SIGTERM to SIGKILL. */
  readonly graceMs: number;
}

export interface World {
  readonly phases: Phases;
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<unknown>;
  /** Resolves when a job may leave the queue. */
  queue(job: SimulatedJob): Promise<void>;
}

export interface LogLine {
  readonly atMs: number;
  readonly line: string;
}

interface Pod {
  readonly PodId: string;
  readonly PodUid: string;
  Status: string;
  SubStatus: string;
  readonly logs: LogLine[];
}

const TERMINAL = new Set(['Succeeded', 'Failed', 'Stopped', 'SucceededReserving', 'FailedReserving']);

/** One job: the state machine of the service around a command that really runs, as a process of this machine. */
export class SimulatedJob {
  readonly id: string;
  readonly body: Body;
  readonly createdMs: number;
  status = 'Creating';
  reasonCode = '';
  reasonMessage = '';
  readonly pods: Pod[] = [];
  readonly events: string[] = [];
  /** How often its command was started. */
  starts = 0;
  readonly ended: Promise<void>;
  readonly #world: World;
  #end: () => void = () => {};
  #process: ChildProcess | undefined;
  #stopAsked = false;

  constructor(id: string, body: Body, world: World) {
    this.id = id;
    this.body = body;
    this.#world = world;
    this.createdMs = world.now();
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
    void this.#live();
  }

  get isTerminal(): boolean {
    return TERMINAL.has(this.status);
  }

  get name(): string {
    return String(this.body.DisplayName);
  }

  /** As GetJob and ListJobs write it. */
  toJson(detail: boolean): Body {
    const time = new Date(this.createdMs).toISOString().replace(/\.\d+Z$/, 'Z');
    const finished = this.status === 'Succeeded' ? { GmtSuccessedTime: time, GmtFinishTime: time } : {};
    const { DisplayName, JobType, WorkspaceId, ResourceId, Priority, UserCommand, JobSpecs, DataSources } = this.body;
    return {
      ...{ JobId: this.id, DisplayName, JobType, WorkspaceId, ResourceId, Priority, Status: this.status },
      ...{ ReasonCode: this.reasonCode, ReasonMessage: this.reasonMessage, GmtCreateTime: time, ...finished },
      ...(detail ? { UserCommand, JobSpecs, DataSources, Pods: this.#podsAsJson() } : {}),
    };
  }

  stop(reasonCode = 'JobStoppedByUser', message = 'The job is stopped by user.'): void {
    if (this.#stopAsked) return;
    this.#stopAsked = true;
    void this.#stop(reasonCode, message);
  }

  /** Takes its place away: the job fails, or starts again in a new pod. */
  preempt(how: 'fails' | 'restarts'): void {
    const pod = this.pods.at(-1);
    if (pod) Object.assign(pod, { Status: 'Failed', SubStatus: 'Evicted' });
    this.events.push('Warning Preempted the pod was evicted for a job of higher priority');
    const old = this.#process;
    this.#process = undefined;
    killGroup(old);
    if (how === 'fails') this.finish('Failed', 'JobFailed', 'the job was preempted');
    else void this.#restart();
  }

  /** Sets the end from outside. */
  finish(status: string, reasonCode: string, message: string): void {
    const old = this.#process;
    this.#process = undefined;
    killGroup(old);
    this.#become(status, reasonCode, message);
    this.#end();
  }

  /** What the service itself does not get out of: a new word, or an end with its GPUs held. */
  #become(status: string, reasonCode = '', message = ''): void {
    if (this.isTerminal && !status.endsWith('d')) return;
    this.status = status;
    this.reasonCode = reasonCode;
    this.reasonMessage = message;
  }

  async #live(): Promise<void> {
    const { phases, sleep, queue } = this.#world;
    await sleep(phases.creatingMs);
    if (!this.#go('Queuing')) return;
    await sleep(phases.queuingMs);
    await queue(this);
    if (!this.#go('EnvPreparing')) return;
    await sleep(phases.preparingMs);
    if (!this.#go('Running')) return;
    this.#start();
    await this.#limitTime();
  }

  /** How the service words it is not published: ours says nothing that a runner could lean on. */
  async #limitTime(): Promise<void> {
    const { JobMaxRunningTimeMinutes: minutes } = this.body;
    if (minutes === undefined) return;
    await this.#world.sleep(Number(minutes) * 60_000);
    if (!this.isTerminal) this.stop('JobStopped', 'The job is stopped.');
  }

  /** False: it is to stop, or has ended meanwhile. */
  #go(status: string): boolean {
    if (this.#stopAsked || this.isTerminal) return false;
    this.#become(status);
    return true;
  }

  #start(): void {
    const PodId = `${this.id}-master-0`;
    const pod: Pod = { PodId, PodUid: randomUUID(), Status: 'Running', SubStatus: 'Normal', logs: [] };
    this.pods.push(pod);
    this.starts += 1;
    const { PATH = '', HOME = '/' } = process.env;
    const env = { PATH, HOME, HOSTNAME: PodId, RANK: '0', WORLD_SIZE: '1', ...(this.body.Envs as object | undefined) };
    const child = spawn('bash', ['-c', String(this.body.UserCommand)], {
      ...{ cwd: '/', env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] },
    });
    this.#process = child;
    for (const stream of [child.stdout, child.stderr]) collectLines(stream, pod, this.#world.now);
    // The first process of a container takes the others with it.
    child.once('exit', () => killGroup(child));
    child.once('close', (code, signal) => this.#exited(child, pod, code ?? (signal === 'SIGKILL' ? 137 : 143)));
  }

  #exited(child: ChildProcess, pod: Pod, code: number): void {
    if (this.#process !== child) return;
    this.#process = undefined;
    pod.Status = code === 0 ? 'Succeeded' : 'Failed';
    this.events.push(`Normal Exited container pytorch exited with code ${code}`);
    if (this.#stopAsked) return;
    const held = this.#reserves ? 'Reserving' : '';
    if (code === 0)
      this.#become(`Succeeded${held}`, 'JobSucceeded', `PyTorchJob ${this.id} is successfully completed.`);
    else
      this.#become(`Failed${held}`, 'JobFailed', `PyTorchJob ${this.id} is failed because 1 Worker replica(s) failed.`);
    this.#end();
  }

  get #reserves(): boolean {
    return Number((this.body.Settings as Body | undefined)?.JobReservedMinutes ?? 0) > 0;
  }

  async #stop(reasonCode: string, message: string): Promise<void> {
    const { phases, sleep } = this.#world;
    this.#become('Stopping');
    await sleep(phases.stoppingMs);
    const child = this.#process;
    if (child) {
      const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
      child.kill('SIGTERM');
      // Real time, whatever the clock: the process is a real one.
      const killer = setTimeout(() => killGroup(child), phases.graceMs);
      await gone;
      clearTimeout(killer);
    }
    this.#become('Stopped', reasonCode, message);
    this.#end();
  }

  async #restart(): Promise<void> {
    this.#become('Restarting');
    await this.#world.sleep(this.#world.phases.preparingMs);
    if (this.#go('Running')) this.#start();
  }

  #podsAsJson(): Body[] {
    const [last, ...older] = this.pods.toReversed();
    if (last === undefined) return [];
    const json = ({ logs: _, ...pod }: Pod): Body => ({ ...pod, Type: 'Worker' });
    return [{ ...json(last), ...(older.length > 0 ? { HistoryPods: older.toReversed().map(json) } : {}) }];
  }
}

function collectLines(stream: NodeJS.ReadableStream | null, pod: Pod, now: () => number): void {
  let rest = '';
  stream?.setEncoding('utf8');
  stream?.on('data', (text: string) => {
    const lines = `${rest}${text}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) pod.logs.push({ atMs: now(), line });
  });
}

function killGroup(child: ChildProcess | undefined): void {
  if (child?.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // All of it has ended.
  }
}
