import type { Part, TaskDraft } from 'oc-sdk';
import { OpenWork } from './open-work.ts';
import type { Contender } from './shortfall.ts';
import { Speeds } from './speeds.ts';
import { isWorthStarting } from './worth-starting.ts';

export interface SimulatedModel {
  readonly tasks: readonly TaskDraft[];
  readonly loadSeconds: number;
  /** As the plan has it, where it is wrong. */
  readonly loadEstimate?: number;
  /** GPUs that each of its workers holds. */
  readonly gpus: number;
  /** Workers that it may have at once. */
  readonly maxWorkers: number;
  /** Dataset to seconds per sample, as the plan has it. */
  readonly estimates: ReadonlyMap<string, number>;
  /** As it is. */
  readonly truth: ReadonlyMap<string, number>;
}

export interface Task {
  readonly id: string;
  parts: readonly Part[];
}

/** The open tasks of a simulated model, and what its launcher knows of its speed. */
export class Queue {
  readonly model: SimulatedModel;
  readonly speeds: Speeds;
  readonly openWork = new OpenWork<Task>();
  /** Taken from the end. */
  #open: Task[];
  workers = 0;
  loading = 0;
  mostWorkers = 0;
  loads = 0;
  /** What the launcher takes a load to be: as it was told, then as it saw. */
  expectedLoad: number;
  /** Seconds that its workers have held their GPUs. */
  heldSeconds = 0;
  #added = 0;

  constructor(model: SimulatedModel) {
    this.model = model;
    this.expectedLoad = model.loadEstimate ?? model.loadSeconds;
    this.speeds = new Speeds(model.estimates);
    this.#open = model.tasks.map(({ parts }) => this.#newTask(parts)).reverse();
  }

  get openCount(): number {
    return this.#open.length;
  }

  takeNext(): Task | undefined {
    const task = this.#open.pop();
    if (task) this.openWork.delete(task);
    return task;
  }

  /** Pieces of a task that others are to do. */
  addLast(pieces: readonly (readonly Part[])[]): void {
    this.#open.unshift(...pieces.map((parts) => this.#newTask(parts)).reverse());
  }

  replace(tasks: readonly { readonly id: string; readonly pieces: readonly (readonly Part[])[] }[]): void {
    if (tasks.length === 0) return;
    const replaced = new Set(tasks.map(({ id }) => id));
    for (const task of this.#open) if (replaced.has(task.id)) this.openWork.delete(task);
    this.#open = this.#open.filter(({ id }) => !replaced.has(id));
    for (const { pieces } of tasks) this.addLast(pieces);
  }

  #newTask(parts: readonly Part[]): Task {
    this.#added += 1;
    const task = { id: String(this.#added), parts };
    this.openWork.add(task);
    return task;
  }

  contender(): Contender {
    const { workers, model } = this;
    return { openSeconds: this.openSeconds(), workers, maxWorkers: model.maxWorkers, gpus: model.gpus };
  }

  /** Whether one more worker has something to take that is worth loading the model once more. */
  needsWorker(openSeconds: number): boolean {
    const { workers, loading: starting, expectedLoad: loadSeconds } = this;
    if (this.openCount <= starting) return false;
    return isWorthStarting({ openSeconds, running: workers - starting, starting, loadSeconds });
  }

  openSeconds(): number {
    return this.openWork.seconds((dataset) => this.speeds.perSample(dataset));
  }

  trueSeconds(parts: readonly Part[]): number {
    return parts.reduce((sum, { dataset, start, end }) => sum + (end - start) * this.truth(dataset), 0);
  }

  truth(dataset: string): number {
    return this.model.truth.get(dataset) as number;
  }
}
