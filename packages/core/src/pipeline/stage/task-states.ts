import {
  type Attempt,
  type EndedRecord,
  nextAttempt,
  readEnded,
  readEnds,
  readHeldClaims,
  type StageDirectory,
  type TaskRecord,
} from 'oc-sdk/run-directory';
import { OpenWork } from '../../schedule/open-work.ts';

export type TaskStatus = 'open' | 'held' | 'succeeded' | 'split' | 'exhausted';

interface TaskState {
  readonly record: TaskRecord;
  status: TaskStatus;
  /** The last attempt that a worker has told of. */
  claimed: number;
}

interface ModelTasks {
  /** In the order in which they came to their status. */
  readonly byStatus: Readonly<Record<TaskStatus, Set<TaskState>>>;
  readonly openWork: OpenWork<TaskRecord>;
}

/** What the launcher knows of the tasks of its plan. Events make it quick to know, the run directory makes it true. */
export class TaskStates {
  readonly #stage: StageDirectory;
  readonly #retry: number;
  readonly #tasks = new Map<string, TaskState>();
  readonly #models = new Map<string, ModelTasks>();
  readonly #ends = new Map<string, EndedRecord[]>();
  /** Attempts of which workers have told that they did not end well. How they did is in their files. */
  #setBack: Attempt[] = [];

  constructor(stage: StageDirectory, retry: number) {
    this.#stage = stage;
    this.#retry = retry;
  }

  add(records: readonly TaskRecord[]): void {
    for (const record of records) {
      const state: TaskState = { record, status: 'open', claimed: -1 };
      this.#tasks.set(record.id, state);
      this.#enter(state);
    }
  }

  /** A worker says that it has taken an attempt. */
  claimed(task: string, attempt: number): void {
    const state = this.#tasks.get(task);
    if (state === undefined) return;
    state.claimed = Math.max(state.claimed, attempt);
    this.#move(state, 'held');
  }

  /** A worker says that a task is done. */
  succeeded(task: string): void {
    const state = this.#tasks.get(task);
    if (state) this.#move(state, 'succeeded');
  }

  /** A worker says that an attempt has ended, but not well. */
  setBack(task: string, attempt: number): void {
    this.#setBack.push({ task, attempt });
  }

  /** It was cut into others. */
  split(task: string): void {
    const state = this.#tasks.get(task);
    if (state) this.#move(state, 'split');
  }

  record(task: string): TaskRecord {
    return (this.#tasks.get(task) as TaskState).record;
  }

  /** Reads claims and ends from the run directory. */
  async sync(): Promise<void> {
    // Claims first: one that ends between the two looks must not seem open.
    const held = new Set((await readHeldClaims(this.#stage)).map(({ task, attempt }) => `${task}.${attempt}`));
    // What its worker has told of need not be read.
    await readEnded(this.#stage, this.#ends, (task) => this.#tasks.get(task)?.status !== 'succeeded');
    for (const state of this.#tasks.values()) this.#settle(state, (attempt) => held.has(attempt));
  }

  /** Reads the ends of attempts that were set back, and nothing else. */
  async syncSetBack(): Promise<void> {
    const told = this.#setBack.splice(0);
    await readEnds(this.#stage, told, this.#ends);
    for (const { task, attempt } of told) {
      // On a network file system the end may come into sight after the word of it.
      if (!this.endsOf(task).some((end) => end.attempt === attempt)) this.setBack(task, attempt);
      const state = this.#tasks.get(task);
      if (state) this.#settle(state, () => false);
    }
  }

  endsOf(task: string): readonly EndedRecord[] {
    return this.#ends.get(task) ?? [];
  }

  /** Tasks whose end was seen in the run directory and says that every sample is answered or has failed. */
  complete(): TaskRecord[] {
    const ids = [...this.#ends].filter(([, ends]) => ends.some((end) => end.status === 'succeeded'));
    return ids.flatMap(([id]) => this.#tasks.get(id)?.record ?? []);
  }

  of(model: string, status: TaskStatus): TaskRecord[] {
    return Array.from(this.#of(model).byStatus[status], ({ record }) => record);
  }

  openWork(model: string): OpenWork<TaskRecord> {
    return this.#of(model).openWork;
  }

  /** Tasks of a model, or those of them with a status. One that was cut is none any more: its pieces are. */
  count(model: string, status?: TaskStatus): number {
    const { byStatus } = this.#of(model);
    if (status !== undefined) return byStatus[status].size;
    return Object.values(byStatus).reduce((sum, { size }) => sum + size, 0) - byStatus.split.size;
  }

  /** Gives a task the status that its ends, what its workers told, and the claims that are held come to. */
  #settle(state: TaskState, isHeld: (attempt: string) => boolean): void {
    if (state.status === 'succeeded') return;
    const { id } = state.record;
    const next = nextAttempt(this.endsOf(id), this.#retry);
    if (typeof next === 'string') this.#move(state, next);
    else this.#move(state, state.claimed >= next || isHeld(`${id}.${next}`) ? 'held' : 'open');
  }

  #move(state: TaskState, status: TaskStatus): void {
    if (state.status === status) return;
    const { byStatus, openWork } = this.#of(state.record.model);
    byStatus[state.status].delete(state);
    if (state.status === 'open') openWork.delete(state.record);
    state.status = status;
    this.#enter(state);
  }

  #enter(state: TaskState): void {
    const { byStatus, openWork } = this.#of(state.record.model);
    byStatus[state.status].add(state);
    if (state.status === 'open') openWork.add(state.record);
  }

  #of(model: string): ModelTasks {
    const known = this.#models.get(model);
    if (known) return known;
    const byStatus = {
      open: new Set<TaskState>(),
      held: new Set<TaskState>(),
      succeeded: new Set<TaskState>(),
      split: new Set<TaskState>(),
      exhausted: new Set<TaskState>(),
    };
    const tasks = { byStatus, openWork: new OpenWork<TaskRecord>() };
    this.#models.set(model, tasks);
    return tasks;
  }
}
