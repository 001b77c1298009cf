import {
  type EndedRecord,
  nextAttempt,
  readEnded,
  readHeldClaims,
  type StageDirectory,
  type TaskRecord,
} from 'oc-sdk/run-directory';

export type TaskStatus = 'open' | 'held' | 'succeeded' | 'exhausted';

interface TaskState {
  readonly record: TaskRecord;
  status: TaskStatus;
}

/** What the launcher knows of the tasks of its plan. Events make it quick to know, the run directory makes it true. */
export class TaskStates {
  readonly #stage: StageDirectory;
  readonly #retry: number;
  readonly #tasks = new Map<string, TaskState>();
  readonly #ends = new Map<string, EndedRecord[]>();

  constructor(stage: StageDirectory, retry: number) {
    this.#stage = stage;
    this.#retry = retry;
  }

  add(records: readonly TaskRecord[]): void {
    for (const record of records) this.#tasks.set(record.id, { record, status: 'open' });
  }

  /** A worker says so; {@link sync} would find the same. */
  learn(task: string, status: TaskStatus): void {
    const state = this.#tasks.get(task);
    if (state) state.status = status;
  }

  /** Reads claims and ends from the run directory. */
  async sync(): Promise<void> {
    await readEnded(this.#stage, this.#ends);
    const held = new Set((await readHeldClaims(this.#stage)).map(({ task, attempt }) => `${task}.${attempt}`));
    for (const [id, state] of this.#tasks) {
      const next = nextAttempt(this.endsOf(id), this.#retry);
      state.status = typeof next === 'string' ? next : held.has(`${id}.${next}`) ? 'held' : 'open';
    }
  }

  endsOf(task: string): readonly EndedRecord[] {
    return this.#ends.get(task) ?? [];
  }

  record(task: string): TaskRecord | undefined {
    return this.#tasks.get(task)?.record;
  }

  of(model: string, status: TaskStatus): TaskRecord[] {
    return [...this.#tasks.values()]
      .filter((task) => task.record.model === model && task.status === status)
      .map(({ record }) => record);
  }

  count(model: string): number {
    return [...this.#tasks.values()].filter(({ record }) => record.model === model).length;
  }
}
