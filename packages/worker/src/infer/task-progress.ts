import type { Part } from 'oc-sdk';
import type { TaskRecord } from 'oc-sdk/run-directory';

/** How far one held task is. A task is over when every sample of every part has its line on disk. */
export class TaskProgress {
  readonly task: TaskRecord;
  readonly attempt: number;
  /** Set when the attempt has ended in whatever way: nothing more is asked for it. */
  over = false;
  started = false;
  failedSamples = 0;
  /** The launcher wants what has not begun. */
  wantedBack = false;
  /** What was given back: others have it. undefined: nothing. */
  rest: readonly Part[] | undefined;
  /** Why a part could not be read to its end: the first reason there was. */
  problem: { readonly error: unknown } | undefined;
  /** Per part: samples read but not on disk yet, whether all (that can be) have been read, whether some cannot. */
  readonly #parts: PartProgress[];

  constructor(task: TaskRecord, attempt: number) {
    this.task = task;
    this.attempt = attempt;
    this.#parts = task.parts.map(() => ({ open: 0, read: false, broken: false, failed: 0 }));
  }

  opened(part: number): void {
    this.#at(part).open += 1;
  }

  /** One more sample is on disk. */
  closed(part: number, failed: boolean): void {
    const state = this.#at(part);
    state.open -= 1;
    if (failed) {
      state.failed += 1;
      this.failedSamples += 1;
    }
  }

  allRead(part: number): void {
    this.#at(part).read = true;
  }

  /** Nothing more of a part can be read. */
  breakOff(part: number, error: unknown): void {
    this.#at(part).read = true;
    this.#at(part).broken = true;
    this.problem ??= { error };
  }

  /** Nothing more of the task is read; what `rest` names goes to others. */
  giveBack(rest: readonly Part[]): void {
    this.rest = rest;
    for (const state of this.#parts) state.read = true;
  }

  isBroken(part: number): boolean {
    return this.#at(part).broken;
  }

  partDone(part: number): boolean {
    const { open, read } = this.#at(part);
    return read && open === 0;
  }

  failedIn(part: number): number {
    return this.#at(part).failed;
  }

  done(): boolean {
    return this.#parts.every((_, part) => this.partDone(part));
  }

  #at(part: number): PartProgress {
    return this.#parts[part] as PartProgress;
  }
}

interface PartProgress {
  open: number;
  read: boolean;
  broken: boolean;
  failed: number;
}
