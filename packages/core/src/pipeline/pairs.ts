import { countOf } from 'oc-sdk';
import type { TaskRecord, WorkerEvent } from 'oc-sdk/run-directory';
import type { PlannedPair } from './1-plan.ts';

interface PairState {
  readonly pair: PlannedPair;
  /** Parts of tasks whose samples are all answered: a part with failed samples is not. */
  readonly complete: Set<string>;
  parts: number;
  announced: boolean;
}

/** Follows the samples of every pair through the infer stage, and says when the last one of a pair is in. */
export class PairTracker {
  readonly #pairs = new Map<string, PairState>();
  readonly #tasks = new Map<string, TaskRecord>();
  readonly #onComplete: (pair: PlannedPair) => void;

  constructor(pairs: readonly PlannedPair[], onComplete: (pair: PlannedPair) => void) {
    for (const pair of pairs)
      this.#pairs.set(keyOf(pair.model.abbr, pair.dataset.abbr), {
        pair,
        complete: new Set(),
        parts: 0,
        announced: false,
      });
    this.#onComplete = onComplete;
  }

  addTasks(tasks: readonly TaskRecord[]): void {
    for (const task of tasks) {
      this.#tasks.set(task.id, task);
      for (const { dataset } of task.parts) {
        const state = this.#pairs.get(keyOf(task.model, dataset));
        if (state) state.parts += 1;
      }
    }
  }

  /** Announces the pairs that need nothing asked. */
  start(): void {
    for (const state of this.#pairs.values()) this.#announceIfComplete(state);
  }

  note(event: WorkerEvent): void {
    if (event.event === 'part' && event.failed === 0) this.#partIsComplete(event.task, event.part);
  }

  /** Every sample of the task is answered. */
  taskIsComplete({ id, parts }: TaskRecord): void {
    for (const part of parts.keys()) this.#partIsComplete(id, part);
  }

  #partIsComplete(id: string, part: number): void {
    const task = this.#tasks.get(id);
    const state = task && this.#pairs.get(keyOf(task.model, task.parts[part]?.dataset ?? ''));
    if (state === undefined) return;
    state.complete.add(`${id}:${part}`);
    this.#announceIfComplete(state);
  }

  #announceIfComplete(state: PairState): void {
    const { announced, complete, parts, pair } = state;
    const isComplete = parts === 0 ? countOf(pair.pending) === 0 : complete.size === parts;
    if (announced || !isComplete) return;
    state.announced = true;
    this.#onComplete(state.pair);
  }
}

function keyOf(model: string, dataset: string): string {
  return `${model}/${dataset}`;
}
