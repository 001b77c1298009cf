import { hostname } from 'node:os';
import {
  type EndedRecord,
  JsonlTail,
  nextAttempt,
  readRequests,
  readSetbacks,
  type StageDirectory,
  type TaskRecord,
  WorkerClaims,
  withoutEnd,
} from 'oc-sdk/run-directory';
import { FreshTasks } from './fresh-tasks.ts';

/** An attempt that this worker holds. */
export interface HeldTask {
  readonly task: TaskRecord;
  readonly attempt: number;
}

/**
 * `possible`: others are at tasks, of which they may be asked for a part. `promised`: they have been asked, or a part was
 * given back and its pieces are not in the plan yet.
 */
export type Outlook = 'none' | 'possible' | 'promised';

export interface QueueOptions {
  readonly stage: StageDirectory;
  readonly plan: number;
  readonly model: string;
  readonly worker: string;
  readonly retry: number;
}

/**
 * The open tasks of one model, as one worker takes them: first the plan from top to bottom, then what failed and may
 * be tried again. Any number of workers may do so at once.
 */
export class TaskQueue {
  readonly #options: QueueOptions;
  readonly #plan: JsonlTail<TaskRecord>;
  readonly #claims: WorkerClaims;
  readonly #fresh: FreshTasks;
  readonly #byId = new Map<string, TaskRecord>();
  /** Tasks that pieces in the plan were cut from. */
  readonly #replaced = new Set<string>();
  readonly #setbacks = new Map<string, EndedRecord[]>();
  /** Attempts after the first that are or were open: each task's last one, and those that this worker has yet to try. */
  readonly #seenAgain = new Map<string, number>();
  readonly #openAgain: HeldTask[] = [];
  /** Attempts of tasks in the plan, each as `<task>.<attempt>`, that had no end when somebody looked. */
  #unended = new Set<string>();

  constructor(options: QueueOptions) {
    const { stage, worker } = options;
    this.#options = options;
    this.#plan = new JsonlTail(stage.plan);
    const record = { worker, host: hostname(), pid: process.pid, time: new Date().toISOString() };
    this.#claims = new WorkerClaims(stage, record);
    this.#fresh = new FreshTasks(stage, this.#claims);
  }

  /** Claims the next open task; undefined: there is none now. */
  async take(): Promise<HeldTask | undefined> {
    return (await this.#takeFresh()) ?? (await this.#takeAgain());
  }

  /** Whether tasks have been added that this worker has not looked at. */
  async hasNew(): Promise<boolean> {
    await this.#readPlan();
    return this.#fresh.hasNew;
  }

  /** What tasks of this plan and model may still be added. To be asked when nothing could be taken. */
  async outlook(): Promise<Outlook> {
    const { stage } = this.#options;
    await readSetbacks(stage, this.#setbacks);
    await this.#readPlan();
    for (const [id, ends] of this.#setbacks)
      if (this.#byId.has(id) && ends.some(isSplit) && !this.#replaced.has(id)) return 'promised';
    for (const [id, attempt] of this.#seenAgain) this.#unended.add(`${id}.${attempt}`);
    // Nothing is open: what has no end is held.
    this.#unended = new Set(await withoutEnd(stage, [...this.#unended]));
    if (this.#unended.size === 0) return 'none';
    const asked = await readRequests(stage);
    return asked.some((attempt) => this.#unended.has(attempt)) ? 'promised' : 'possible';
  }

  async #takeFresh(): Promise<HeldTask | undefined> {
    if (!this.#fresh.hasNew) await this.#readPlan();
    const task = await this.#fresh.take();
    return task && { task, attempt: 0 };
  }

  async #takeAgain(): Promise<HeldTask | undefined> {
    if (this.#openAgain.length === 0) await this.#findOpenAgain();
    for (let held = this.#openAgain.pop(); held !== undefined; held = this.#openAgain.pop())
      if (await this.#claims.take(held.task.id, held.attempt)) return held;
    return undefined;
  }

  async #findOpenAgain(): Promise<void> {
    await readSetbacks(this.#options.stage, this.#setbacks);
    for (const [id, ends] of this.#setbacks) {
      const task = this.#byId.get(id);
      const attempt = nextAttempt(ends, this.#options.retry);
      if (task === undefined || typeof attempt === 'string' || attempt === this.#seenAgain.get(id)) continue;
      this.#seenAgain.set(id, attempt);
      this.#openAgain.push({ task, attempt });
    }
    this.#openAgain.sort((a, b) => (a.task.id < b.task.id ? 1 : -1));
  }

  async #readPlan(): Promise<void> {
    const { plan, model } = this.#options;
    for (const task of await this.#plan.read()) {
      if (task.plan !== plan || task.model !== model) continue;
      this.#byId.set(task.id, task);
      this.#fresh.add(task);
      this.#unended.add(`${task.id}.0`);
      if (task.cutFrom !== undefined) this.#replaced.add(task.cutFrom);
    }
  }
}

function isSplit({ status }: EndedRecord): boolean {
  return status === 'split';
}
