import type { PlannedPair, PlannedTask } from './1-plan.ts';

/** Lets an eval task go when the answers of all its pairs are in, and those that they are compared with. */
export class EvalFeeder {
  #waiting: PlannedTask[];
  readonly #ready = new Set<string>();
  /** By pair, the pairs whose answers its score takes besides its own. */
  readonly #others: ReadonlyMap<string, readonly string[]>;
  readonly #release: (tasks: readonly PlannedTask[]) => void;

  constructor({ eval: tasks, pairs }: FedPlan, release: (tasks: readonly PlannedTask[]) => void) {
    this.#waiting = [...tasks];
    this.#others = new Map(
      pairs.map(({ model, dataset, comparedWith }) => [
        keyOf(model.abbr, dataset.abbr),
        comparedWith.map((other) => keyOf(other, dataset.abbr)),
      ]),
    );
    this.#release = release;
  }

  pairIsReady({ model, dataset }: Pick<PlannedPair, 'model' | 'dataset'>): void {
    this.#ready.add(keyOf(model.abbr, dataset.abbr));
    const released = this.#waiting.filter((task) => this.#keysOf(task).every((key) => this.#canBeScored(key)));
    this.#waiting = this.#waiting.filter((task) => !released.includes(task));
    if (released.length > 0) this.#release(released);
  }

  /**
   * Nothing more will become ready: tasks that wait for a pair in vain go without it. A pair whose answers are in goes
   * even where others are not that it is compared with: its answers are merged, and why it has no score is told.
   */
  finish(): void {
    const rest = this.#waiting
      .map((task) => ({
        ...task,
        parts: task.parts.filter((_, part) => this.#ready.has(this.#keysOf(task)[part] ?? '')),
      }))
      .filter(({ parts }) => parts.length > 0);
    this.#waiting = [];
    if (rest.length > 0) this.#release(rest);
  }

  #keysOf({ model, parts }: PlannedTask): string[] {
    return parts.map(({ dataset }) => keyOf(model, dataset));
  }

  #canBeScored(key: string): boolean {
    return [key, ...(this.#others.get(key) ?? [])].every((each) => this.#ready.has(each));
  }
}

interface FedPlan {
  readonly eval: readonly PlannedTask[];
  readonly pairs: readonly Pick<PlannedPair, 'model' | 'dataset' | 'comparedWith'>[];
}

function keyOf(model: string, dataset: string): string {
  return `${model}/${dataset}`;
}
