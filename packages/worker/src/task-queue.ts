import { hostname } from 'node:os';
import {
  claimAttempt,
  type EndedRecord,
  isAskedToGiveBack,
  JsonlTail,
  nextAttempt,
  readEnded,
  readHeldClaims,
  type StageDirectory,
  type TaskRecord,
} from 'oc-sdk/run-directory';

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
  readonly #ends = new Map<string, EndedRecord[]>();
  #tasks: TaskRecord[] = [];
  #next = 0;

  constructor(options: QueueOptions) {
    this.#options = options;
    this.#plan = new JsonlTail(options.stage.plan);
  }

  /** Claims the next open task; undefined: there is none now. */
  async take(): Promise<HeldTask | undefined> {
    return (await this.#takeFresh()) ?? (await this.#takeFailed());
  }

  /** Whether tasks have been added that this worker has not looked at. */
  async hasNew(): Promise<boolean> {
    await this.#readPlan();
    return this.#next < this.#tasks.length;
  }

  /** What tasks of this plan and model may still be added. */
  async outlook(): Promise<Outlook> {
    const { stage, worker } = this.#options;
    const own = new Set(this.#tasks.map(({ id }) => id));
    const held = (await readHeldClaims(stage)).filter(({ task, claim }) => own.has(task) && claim?.worker !== worker);
    await readEnded(stage, this.#ends);
    await this.#readPlan();
    const replaced = new Set(this.#tasks.map(({ cutFrom }) => cutFrom));
    if (this.#tasks.some(({ id }) => this.#ends.get(id)?.some(isSplit) && !replaced.has(id))) return 'promised';
    for (const { task, attempt } of held) if (await isAskedToGiveBack(stage, task, attempt)) return 'promised';
    return held.length > 0 ? 'possible' : 'none';
  }

  async #takeFresh(): Promise<HeldTask | undefined> {
    if (this.#next >= this.#tasks.length) await this.#readPlan();
    while (this.#next < this.#tasks.length) {
      const task = this.#tasks[this.#next] as TaskRecord;
      this.#next += 1;
      if (await this.#claim(task, 0)) return { task, attempt: 0 };
    }
    return undefined;
  }

  async #takeFailed(): Promise<HeldTask | undefined> {
    await readEnded(this.#options.stage, this.#ends);
    for (const task of this.#tasks) {
      const attempt = nextAttempt(this.#ends.get(task.id) ?? [], this.#options.retry);
      if (typeof attempt === 'number' && attempt > 0 && (await this.#claim(task, attempt))) return { task, attempt };
    }
    return undefined;
  }

  async #readPlan(): Promise<void> {
    const { plan, model } = this.#options;
    const added = await this.#plan.read();
    this.#tasks = [...this.#tasks, ...added.filter((task) => task.plan === plan && task.model === model)];
  }

  async #claim(task: TaskRecord, attempt: number): Promise<boolean> {
    return await claimAttempt(this.#options.stage, task.id, attempt, {
      worker: this.#options.worker,
      host: hostname(),
      pid: process.pid,
      time: new Date().toISOString(),
    });
  }
}

function isSplit({ status }: EndedRecord): boolean {
  return status === 'split';
}
