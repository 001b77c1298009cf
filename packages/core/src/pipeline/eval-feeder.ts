import type { PlannedPair, PlannedTask } from './1-plan.ts';

/** Lets an eval task go when the answers of all its pairs are in. */
export class EvalFeeder {
  #waiting: PlannedTask[];
  readonly #ready = new Set<string>();
  readonly #release: (tasks: readonly PlannedTask[]) => void;

  constructor(tasks: readonly PlannedTask[], release: (tasks: readonly PlannedTask[]) => void) {
    this.#waiting = [...tasks];
    this.#release = release;
  }

  pairIsReady({ model, dataset }: PlannedPair): void {
    this.#ready.add(`${model.abbr}/${dataset.abbr}`);
    const released = this.#waiting.filter((task) => task.parts.every((part) => this.#isReady(task, part.dataset)));
    this.#waiting = this.#waiting.filter((task) => !released.includes(task));
    if (released.length > 0) this.#release(released);
  }

  /** Nothing more will become ready: tasks that wait for a pair in vain go without it. */
  finish(): void {
    const rest = this.#waiting
      .map((task) => ({ ...task, parts: task.parts.filter(({ dataset }) => this.#isReady(task, dataset)) }))
      .filter(({ parts }) => parts.length > 0);
    this.#waiting = [];
    if (rest.length > 0) this.#release(rest);
  }

  #isReady({ model }: PlannedTask, dataset: string): boolean {
    return this.#ready.has(`${model}/${dataset}`);
  }
}
