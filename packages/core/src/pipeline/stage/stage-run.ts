import type { Job, JobOutcome, Logger, Runner } from 'oc-sdk';
import {
  askToLeave,
  type BlockSpec,
  JsonlAppender,
  type RunDirectory,
  type Stage,
  type StageDirectory,
  type TaskRecord,
  taskId,
  type WorkerEvent,
} from 'oc-sdk/run-directory';
import PQueue from 'p-queue';
import { JobJournal } from '../../run/journal.ts';
import { type Contender, shortfalls } from '../../schedule/shortfall.ts';
import type { Speeds } from '../../schedule/speeds.ts';
import type { PlannedTask } from '../1-plan.ts';
import { ModelQueue, type QueuedModel } from './model-queue.ts';
import { Rebalancer } from './rebalancer.ts';
import { endClaimsOf } from './release-claims.ts';
import { runJob } from './run-job.ts';
import { TaskStates } from './task-states.ts';
import { Wake } from './wake.ts';
import { WorkerState } from './worker-state.ts';

export interface StageRunOptions {
  readonly stage: Stage;
  readonly directory: RunDirectory;
  readonly plan: number;
  readonly runner: Runner;
  /** The block that made it, for the journal. */
  readonly runnerSpec: BlockSpec;
  readonly retry: number;
  /** Longest time a task may take, in seconds. */
  readonly taskTimeLimit: number | undefined;
  /** Say so when a worker gives no sign of life for so long. */
  readonly warnSilentMinutes: number;
  /** In the order of the config. */
  readonly models: readonly QueuedModel[];
  readonly totalWorkers: number;
  /** GPUs that all workers together may hold; undefined: the runner's engine sees to it. */
  readonly gpus: number | undefined;
  /** The job of one worker. */
  jobOf(worker: string, model: string, logFile: string): Job;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  readonly now: () => number;
  /** Called for every event of every worker, in order for each worker. */
  onEvent(model: string, event: WorkerEvent, worker: string): void;
  /** By model: what is known of its speed, and what is learnt. */
  readonly speeds?: ReadonlyMap<string, Speeds>;
  /** Tasks may be cut again while they are worked at. */
  readonly divisible?: boolean;
  /** Called when a task was cut, with the tasks that take its place. */
  onSplit?(task: TaskRecord, added: readonly TaskRecord[]): void;
  /** Called while there are workers and the engine has told of every one of them. */
  onAllAccepted?(): void;
}

const POLL_MS = 100;

/**
 * Runs workers for the tasks of one stage until all are done or cannot be. Tasks may be added meanwhile. It knows
 * tasks and workers; what is in a task is none of its business.
 */
export class StageRun {
  readonly tasks: TaskStates;
  readonly queues: readonly ModelQueue[];
  readonly #options: StageRunOptions;
  readonly #stage: StageDirectory;
  readonly #plan: JsonlAppender;
  readonly #journal: JobJournal;
  readonly #pool: PQueue;
  readonly #wake = new Wake();
  #rebalancer: Rebalancer | undefined;
  readonly #endedJobs: { worker: WorkerState; job: Job; outcome: JobOutcome }[] = [];
  #addedTasks = 0;
  #startedWorkers = 0;
  #closed = false;
  #failure: unknown;

  constructor(options: StageRunOptions) {
    this.#options = options;
    this.#stage = options.directory.stage(options.stage);
    this.tasks = new TaskStates(this.#stage, options.retry);
    this.queues = options.models.map((model) => new ModelQueue(model, this.tasks, options.retry));
    this.#plan = new JsonlAppender(this.#stage.plan);
    this.#journal = new JobJournal(this.#stage);
    this.#pool = new PQueue({ concurrency: options.totalWorkers });
    if (options.divisible && options.speeds) this.#rebalancer = this.#createRebalancer(options.speeds);
  }

  /** Appends tasks to the plan: from now on any worker may take them. */
  async add(tasks: readonly PlannedTask[]): Promise<TaskRecord[]> {
    const { plan } = this.#options;
    const records = tasks.map(({ model, parts, cost, cutFrom }) => ({
      ...{ id: taskId(plan, this.#addedTasks++), plan, model, parts, cost },
      ...(cutFrom === undefined ? {} : { cutFrom }),
    }));
    await this.#plan.appendAll(records);
    this.tasks.add(records);
    this.#wake.call();
    return records;
  }

  /** No more tasks will be added. */
  close(): void {
    this.#closed = true;
    this.#wake.call();
  }

  /** Resolves when the stage is over: closed, no worker left, no task open that anybody could take. */
  async run(): Promise<void> {
    const { signal } = this.#options;
    const wake = (): void => this.#wake.call();
    signal.addEventListener('abort', wake);
    try {
      while (!this.#isOver()) {
        this.#startWorkers();
        this.#stopTheUnneeded();
        await this.#dismissTheIdle();
        if (this.#isAllAccepted()) this.#options.onAllAccepted?.();
        await this.#wake.wait(POLL_MS);
        await this.#readEvents();
        await this.#finishJobs();
        if (!this.#options.signal.aborted) await this.#rebalancer?.look(this.queues);
        if (this.#failure !== undefined) throw this.#failure;
      }
    } finally {
      signal.removeEventListener('abort', wake);
      for (const worker of this.#workers()) worker.stop.abort();
      await this.#pool.onIdle();
      await this.#finishJobs();
      await this.#journal.close();
      await this.#plan.close();
    }
  }

  #isOver(): boolean {
    if (this.#workers().length > 0 || this.#endedJobs.length > 0) return false;
    if (this.#options.signal.aborted) return true;
    return this.#closed && this.queues.every((queue) => !queue.hasOpen);
  }

  #startWorkers(): void {
    const { signal, totalWorkers } = this.#options;
    while (!signal.aborted && this.#workers().length < totalWorkers) {
      const queue = this.#neediest();
      if (queue === undefined) return;
      this.#startWorker(queue);
    }
  }

  /** A worker that its engine has not begun would find nothing to do: nobody waits for its turn. */
  #stopTheUnneeded(): void {
    if (!this.#closed) return;
    for (const { hasOpen, workers } of this.queues) {
      if (hasOpen) continue;
      for (const worker of workers.values()) if (worker.phase === 'queued') worker.stop.abort();
    }
  }

  /** Who waits for tasks leaves when none will come, or when another model needs the place. */
  async #dismissTheIdle(): Promise<void> {
    const idle = this.#workers().filter(({ isFree }) => isFree);
    if (idle.length === 0 || this.#options.signal.aborted) return;
    // Where tasks are cut more may come for as long as any is held, and workers see by themselves when none is.
    const isOver = this.#closed && this.#rebalancer === undefined;
    for (const worker of isOver ? idle : idle.slice(0, this.#wantedPlaces())) {
      worker.askedToLeave = true;
      await askToLeave(this.#stage, worker.id);
    }
  }

  /** Places for which others would have to leave, besides those who do so already. */
  #wantedPlaces(): number {
    const wanting = this.queues.filter((queue) => this.#freeFor(queue) < 1 && queue.needsWorker(queue.openCost()));
    const leaving = this.#workers().filter(({ idle, askedToLeave }) => idle && askedToLeave);
    return Math.max(0, wanting.length - leaving.length);
  }

  #isAllAccepted(): boolean {
    const workers = this.#workers();
    return workers.length > 0 && workers.every(({ status }) => status !== undefined);
  }

  /** The model that lacks most workers, among those whose worker would fit on the GPUs that are free. */
  #neediest(): ModelQueue | undefined {
    const { totalWorkers: workers, gpus = Infinity } = this.#options;
    const contenders = this.queues.map((queue) => queue.contender());
    const lacking = shortfalls(contenders, { workers, gpus });
    const candidates = this.queues
      .map((queue, i) => ({ queue, lacks: lacking[i] as number, openCost: (contenders[i] as Contender).openSeconds }))
      .filter(({ queue, openCost }) => this.#freeFor(queue) > 0 && queue.needsWorker(openCost));
    // A stable sort: of equals the first one of the config.
    return candidates.sort((a, b) => b.lacks - a.lacks)[0]?.queue;
  }

  /** Places for more workers of a model. */
  #freeFor({ model, workers }: ModelQueue): number {
    const { totalWorkers, gpus = Infinity } = this.#options;
    const used = this.queues.reduce((sum, queue) => sum + queue.workers.size * queue.model.gpus, 0);
    const places = Math.min(totalWorkers - this.#workers().length, model.maxWorkers - workers.size);
    return model.gpus === 0 ? places : Math.min(places, Math.floor((gpus - used) / model.gpus));
  }

  #startWorker(queue: ModelQueue): void {
    const { stage, directory, plan, now } = this.#options;
    const model = queue.model.abbr;
    this.#startedWorkers += 1;
    const id = `${plan}-${stage}-${this.#startedWorkers}`;
    const worker = new WorkerState(id, model, directory.log(stage, model, id), this.#stage, now());
    queue.workers.set(id, worker);
    const job = this.#options.jobOf(id, model, worker.logFile);
    void this.#pool.add(() => this.#runJob(worker, job));
  }

  async #runJob(worker: WorkerState, job: Job): Promise<void> {
    const failed = (error: unknown): void => this.#fail(error);
    try {
      const outcome = await runJob(worker, job, { ...this.#options, journal: this.#journal, failed });
      this.#endedJobs.push({ worker, job, outcome: this.#withStranger(outcome, worker) });
    } catch (error) {
      this.#endedJobs.push({ worker, job, outcome: { status: 'failed', reason: 'lost', detail: String(error) } });
      this.#fail(error);
    }
    this.#wake.call();
  }

  /** A job that ended by request, but not by ours: somebody does not want it, so nothing takes its place. */
  #withStranger(outcome: JobOutcome, { stop }: WorkerState): JobOutcome {
    if (outcome.status !== 'cancelled' || this.#options.signal.aborted || stop.signal.aborted) return outcome;
    const detail = 'cancelled: somebody has stopped it, so no other is started in its place';
    return { status: 'failed', reason: 'rejected', detail };
  }

  async #finishJobs(): Promise<void> {
    const ended = this.#endedJobs.splice(0);
    if (ended.length === 0) return;
    for (const { worker } of ended) await this.#readEventsOf(worker);
    // A job that goes on keeps its claims, and its entry in the journal stays open.
    const over = ended.filter(({ outcome }) => outcome.status !== 'detached');
    await this.tasks.syncSetBack();
    const isAllTold = ended.every(({ worker, outcome }) => this.#hasToldAll(worker, outcome));
    if (!isAllTold) await endClaimsOf(this.#stage, over);
    for (const { worker, job, outcome } of over) await this.#journal.ended(job.id, worker.model, outcome);
    if (!isAllTold) await this.tasks.sync();
    for (const { worker, outcome } of ended) this.#queueOf(worker)?.ended(worker, outcome);
  }

  /**
   * Whether the run directory need not be listed for a worker that has ended. One that leaves has found nothing open:
   * where something seems to be, the directory knows better.
   */
  #hasToldAll(worker: WorkerState, outcome: JobOutcome): boolean {
    return outcome.status === 'succeeded' && worker.hasLeft && !this.#queueOf(worker)?.hasOpen;
  }

  #queueOf(worker: WorkerState): ModelQueue | undefined {
    return this.queues.find(({ model }) => model.abbr === worker.model);
  }

  async #readEvents(): Promise<void> {
    const { taskTimeLimit, now } = this.#options;
    for (const worker of this.#workers()) {
      await this.#readEventsOf(worker);
      if (taskTimeLimit !== undefined && worker.findOverdue(taskTimeLimit, now()).length > 0) worker.stop.abort();
      this.#warnIfSilent(worker);
    }
    await this.tasks.syncSetBack();
  }

  async #readEventsOf(worker: WorkerState): Promise<void> {
    const events = await worker.readEvents(this.#options.now());
    const queue = this.#queueOf(worker);
    for (const event of events) {
      if (event.event === 'claimed') this.tasks.claimed(event.task, event.attempt);
      if (event.event === 'ended') this.#noteEnd(event);
      if (event.event === 'ready' && queue) queue.loadSeconds = event.loadSeconds;
      if (event.event === 'samples') queue?.answered();
      this.#rebalancer?.note(event);
      this.#learn(worker, event);
      this.#options.onEvent(worker.model, event, worker.id);
    }
  }

  #noteEnd({ task, attempt, status }: Extract<WorkerEvent, { event: 'ended' }>): void {
    if (status === 'succeeded') this.tasks.succeeded(task);
    else this.tasks.setBack(task, attempt);
  }

  #learn(worker: WorkerState, event: WorkerEvent): void {
    const speeds = this.#options.speeds?.get(worker.model);
    for (const { dataset, samples, seconds } of worker.answerTimes.note(event))
      speeds?.observe(dataset, samples, seconds);
  }

  #createRebalancer(speeds: ReadonlyMap<string, Speeds>): Rebalancer {
    const { retry, logger, now, onSplit } = this.#options;
    const add = (tasks: readonly PlannedTask[]) => this.add(tasks);
    const told = (task: TaskRecord, added: readonly TaskRecord[]) => onSplit?.(task, added);
    const freeFor = (queue: ModelQueue) => this.#freeFor(queue);
    const parts = { add, freeFor, onSplit: told };
    return new Rebalancer({ stage: this.#stage, tasks: this.tasks, retry, speeds, logger, now, ...parts });
  }

  #warnIfSilent(worker: WorkerState): void {
    const { warnSilentMinutes, now, logger } = this.#options;
    if (worker.warnedSilent || worker.idle || now() - worker.lastSign < warnSilentMinutes * 60_000) return;
    worker.warnedSilent = true;
    logger.warn(
      `worker ${worker.id} (${worker.model}) has given no sign of life for ${warnSilentMinutes} minutes; its log: ${worker.logFile}`,
    );
  }

  #workers(): WorkerState[] {
    return this.queues.flatMap(({ workers }) => [...workers.values()]);
  }

  #fail(error: unknown): void {
    this.#failure ??= error;
    this.#wake.call();
  }
}
