import {
  claimedAttempts,
  isClaimed,
  type StageDirectory,
  type TaskRecord,
  type WorkerClaims,
} from 'oc-sdk/run-directory';

/**
 * The first attempts of tasks, in the order of the plan. Since everybody goes down the same plan, the taken ones nearly
 * form its beginning: a worker leaps to their end, and when it has come to the end of the plan looks once for what it
 * may have passed over. No task is asked for twice.
 */
export class FreshTasks {
  readonly #stage: StageDirectory;
  readonly #claims: WorkerClaims;
  readonly #tasks: TaskRecord[] = [];
  #next = 0;
  /** How far others are likely to have come since the last time. */
  #stride = 1;
  /** Of positions that were leapt over. */
  readonly #leaps: { readonly start: number; readonly end: number }[] = [];
  readonly #passedOver: TaskRecord[] = [];

  constructor(stage: StageDirectory, claims: WorkerClaims) {
    this.#stage = stage;
    this.#claims = claims;
  }

  add(task: TaskRecord): void {
    this.#tasks.push(task);
  }

  /** Whether there are tasks that this worker has not come to. */
  get hasNew(): boolean {
    return this.#next < this.#tasks.length;
  }

  /** Claims the first that is open; undefined: there is none. */
  async take(): Promise<TaskRecord | undefined> {
    const start = this.#next;
    for (let stride = this.#stride; this.hasNew; stride = 1) {
      const task = this.#tasks[this.#next] as TaskRecord;
      this.#next += 1;
      if (await this.#claims.take(task.id, 0)) {
        this.#stride = Math.max(1, (this.#next - start) >> 1);
        return task;
      }
      this.#leap(stride);
    }
    return await this.#takePassedOver();
  }

  /** Goes on behind a taken task to one that is open, in growing steps and then by halves. */
  #leap(stride: number): void {
    const start = this.#next;
    let low = start;
    let step = stride;
    while (low + step <= this.#tasks.length && this.#isTaken(low + step - 1)) {
      low += step;
      step *= 2;
    }
    for (let high = Math.min(low + step - 1, this.#tasks.length); low < high; ) {
      const middle = (low + high) >> 1;
      if (this.#isTaken(middle)) low = middle + 1;
      else high = middle;
    }
    if (low > start) this.#leaps.push({ start, end: low });
    this.#next = low;
  }

  async #takePassedOver(): Promise<TaskRecord | undefined> {
    if (this.#leaps.length > 0) {
      const claimed = await claimedAttempts(this.#stage);
      for (const { start, end } of this.#leaps.splice(0))
        for (const task of this.#tasks.slice(start, end)) if (!claimed.has(`${task.id}.0`)) this.#passedOver.push(task);
      this.#passedOver.reverse();
    }
    for (let task = this.#passedOver.pop(); task !== undefined; task = this.#passedOver.pop())
      if (await this.#claims.take(task.id, 0)) return task;
    return undefined;
  }

  #isTaken(position: number): boolean {
    return isClaimed(this.#stage, (this.#tasks[position] as TaskRecord).id, 0);
  }
}
