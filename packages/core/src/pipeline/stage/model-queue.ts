import type { FailureReason, JobOutcome } from 'oc-sdk';
import type { TaskRecord } from 'oc-sdk/run-directory';
import type { TaskStates } from './task-states.ts';
import type { WorkerState } from './worker-state.ts';

export interface QueuedModel {
  readonly abbr: string;
  /** GPUs each of its workers holds. */
  readonly gpus: number;
  readonly maxWorkers: number;
}

/** Workers that end in a row without one answer, beyond which a model is given up whatever `retry` says. */
const FRUITLESS_LIMIT = 10;

/** The tasks and workers of one model. */
export class ModelQueue {
  readonly model: QueuedModel;
  readonly workers = new Map<string, WorkerState>();
  /** Set when the model gets no further workers. */
  givenUp: WorkerState | undefined;
  givenUpOutcome: JobOutcome | undefined;
  readonly #tasks: TaskStates;
  readonly #retry: number;
  #loadFailures = 0;
  #fruitless = 0;

  constructor(model: QueuedModel, tasks: TaskStates, retry: number) {
    this.model = model;
    this.#tasks = tasks;
    this.#retry = retry;
  }

  get open(): TaskRecord[] {
    return this.givenUp ? [] : this.#tasks.of(this.model.abbr, 'open');
  }

  /** Cost of the open tasks per worker if one more came: who has most gets it. 0: none is wanted. */
  need(): number {
    const open = this.open;
    const starting = [...this.workers.values()].filter(({ claimed }) => !claimed).length;
    if (open.length <= starting || this.workers.size >= this.model.maxWorkers) return 0;
    return open.reduce((sum, { cost }) => sum + Math.max(cost, Number.MIN_VALUE), 0) / (this.workers.size + 1);
  }

  /** A sample was answered: whatever went wrong before was no dead end. */
  answered(): void {
    this.#fruitless = 0;
    this.#loadFailures = 0;
  }

  /** A worker's job is over. A worker that never took a task could not load its model, or found none to take. */
  ended(worker: WorkerState, outcome: JobOutcome): void {
    this.workers.delete(worker.id);
    if (outcome.status === 'cancelled' || outcome.status === 'detached') return;
    if (outcome.status === 'succeeded' && worker.claimed) return;
    // The engine took its place back: that says nothing of the model, however often it happens.
    if (outcome.status === 'failed' && outcome.reason === 'preempted') return;
    this.#fruitless += 1;
    if (!worker.claimed && outcome.status === 'failed' && !isTheEngines(outcome.reason)) this.#loadFailures += 1;
    const hopeless = worker.broken?.fatal || (outcome.status === 'failed' && outcome.reason === 'rejected');
    if (!hopeless && this.#loadFailures <= this.#retry && this.#fruitless <= FRUITLESS_LIMIT) return;
    this.givenUp = worker;
    this.givenUpOutcome = outcome;
  }
}

/** A machine that died, a job that got lost: not for want of a model that loads. */
function isTheEngines(reason: FailureReason): boolean {
  return reason === 'node-failure' || reason === 'lost';
}
