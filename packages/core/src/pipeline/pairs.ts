import type { TaskRecord, WorkerEvent } from 'oc-sdk/run-directory';
import type { PlannedPair } from './1-plan.ts';

interface PairState {
  readonly pair: PlannedPair;
  /** Parts of tasks whose every sample is answered, or has failed and will not be asked again by this plan. */
  readonly complete: Set<string>;
  parts: number;
  announced: boolean;
}

/**
 * Follows the samples of every pair through the infer stage, and says when the last one of a pair is in: answered, or
 * failed for good.
 */
export class PairTracker {
  readonly #pairs = new Map<string, PairState>();
  readonly #tasks = new Map<string, TaskRecord>();
  /** Parts by task that are over with failed samples: another attempt of the task would ask those again. */
  readonly #failed = new Map<string, Set<number>>();
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
    if (event.event === 'part' && event.failed > 0)
      this.#failed.set(event.task, new Set([...(this.#failed.get(event.task) ?? []), event.part]));
    if (event.event === 'ended' && event.status === 'succeeded') this.taskIsOver(event.task);
  }

  /** Every sample of the task is answered or has failed, and none is asked again. */
  taskIsComplete({ id, parts }: TaskRecord): void {
    for (const part of parts.keys()) this.#partIsComplete(id, part);
  }

  /** The task has no further attempt: what failed in parts that were asked to their end has failed for good. */
  taskIsOver(id: string): void {
    for (const part of this.#failed.get(id) ?? []) this.#partIsComplete(id, part);
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
    const isComplete = parts === 0 ? pair.unasked === 0 : complete.size === parts;
    if (announced || !isComplete) return;
    state.announced = true;
    this.#onComplete(state.pair);
  }
}

function keyOf(model: string, dataset: string): string {
  return `${model}/${dataset}`;
}
