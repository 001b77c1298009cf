import type { FailureReason, JobOutcome } from 'oc-sdk';
import type { Speeds } from '../../schedule/speeds.ts';
import { isWorthStarting } from '../../schedule/worth-starting.ts';
import { OpenWork } from './open-work.ts';
import type { TaskStates } from './task-states.ts';
import type { WorkerState } from './worker-state.ts';

export interface QueuedModel {
  readonly abbr: string;
  /** GPUs each of its workers holds. */
  readonly gpus: number;
  readonly maxWorkers: number;
  /** Seconds of its samples, where these are known or guessed. */
  readonly speeds?: Speeds;
  /** How long it loaded the last time; undefined: nobody knows. */
  readonly loadSeconds?: number;
}

/** Workers that end in a row without one answer, beyond which a model is given up whatever `retry` says. */
const FRUITLESS_LIMIT = 10;

/** How often the engine may lose each of a model's workers (its node failed, it is gone) without one answer in between. */
const ENGINE_BUDGET = 3;

/** The tasks and workers of one model. */
export class ModelQueue {
  readonly model: QueuedModel;
  readonly workers = new Map<string, WorkerState>();
  /** Set when the model gets no further workers. */
  givenUp: WorkerState | undefined;
  givenUpOutcome: JobOutcome | undefined;
  /** How long the model loads: as earlier runs took, then as the last worker did; undefined: nobody knows. */
  loadSeconds: number | undefined;
  readonly #tasks: TaskStates;
  readonly #retry: number;
  #loadFailures = 0;
  #fruitless = 0;
  #lost = 0;
  /** The most workers at once: one failed node may take several with it. */
  #widest = 0;

  constructor(model: QueuedModel, tasks: TaskStates, retry: number) {
    this.model = model;
    this.#tasks = tasks;
    this.#retry = retry;
    this.loadSeconds = model.loadSeconds;
  }

  /** Nobody will take what a model has left that is given up. */
  get openWork(): OpenWork {
    return this.givenUp ? new OpenWork() : this.#tasks.openWork(this.model.abbr);
  }

  get hasOpen(): boolean {
    return this.#openCount > 0;
  }

  get #openCount(): number {
    return this.givenUp ? 0 : this.#tasks.count(this.model.abbr, 'open');
  }

  /**
   * Cost of the open tasks per worker if one more came: who has most gets it. 0: none is wanted, for lack of tasks or of
   * work that would be worth loading the model once more.
   */
  need(): number {
    if (this.workers.size >= this.model.maxWorkers) return 0;
    const starting = [...this.workers.values()].filter(({ claimed }) => !claimed).length;
    if (this.#openCount <= starting) return 0;
    const { speeds } = this.model;
    const cost = this.openWork.cost(speeds);
    const running = this.workers.size - starting;
    if (speeds?.areKnown && !isWorthStarting({ openSeconds: cost, running, starting, loadSeconds: this.loadSeconds }))
      return 0;
    return cost / (this.workers.size + 1);
  }

  /** A sample was answered: whatever went wrong before was no dead end. */
  answered(): void {
    this.#fruitless = 0;
    this.#loadFailures = 0;
    this.#lost = 0;
  }

  /** A worker's job is over. A worker that never took a task could not load its model, or found none to take. */
  ended(worker: WorkerState, outcome: JobOutcome): void {
    this.#widest = Math.max(this.#widest, this.workers.size);
    this.workers.delete(worker.id);
    if (outcome.status === 'cancelled' || outcome.status === 'detached') return;
    if (outcome.status === 'succeeded' && worker.claimed) return;
    // The engine took its place back: that says nothing of the model, however often it happens.
    if (outcome.status === 'failed' && outcome.reason === 'preempted') return;
    this.#count(worker, outcome);
    const hopeless = worker.broken?.fatal || (outcome.status === 'failed' && outcome.reason === 'rejected');
    if (!hopeless && !this.#isBudgetSpent()) return;
    this.givenUp = worker;
    this.givenUpOutcome = outcome;
  }

  #count({ claimed }: WorkerState, outcome: JobOutcome): void {
    if (outcome.status === 'failed' && isTheEngines(outcome.reason)) {
      this.#lost += 1;
      return;
    }
    this.#fruitless += 1;
    if (!claimed && outcome.status === 'failed') this.#loadFailures += 1;
  }

  #isBudgetSpent(): boolean {
    return (
      this.#loadFailures > this.#retry ||
      this.#fruitless > FRUITLESS_LIMIT ||
      this.#lost > ENGINE_BUDGET * Math.max(1, this.#widest)
    );
  }
}

/** A machine that died, a job that got lost: not for want of a model that loads. */
function isTheEngines(reason: FailureReason): boolean {
  return reason === 'node-failure' || reason === 'lost';
}
