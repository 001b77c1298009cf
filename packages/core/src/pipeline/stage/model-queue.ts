import type { FailureReason, JobOutcome } from 'oc-sdk';
import type { TaskRecord } from 'oc-sdk/run-directory';
import { OpenWork } from '../../schedule/open-work.ts';
import type { Contender } from '../../schedule/shortfall.ts';
import type { Speeds } from '../../schedule/speeds.ts';
import { isWorthStarting } from '../../schedule/worth-starting.ts';
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
  get openWork(): OpenWork<TaskRecord> {
    return this.givenUp ? new OpenWork() : this.#tasks.openWork(this.model.abbr);
  }

  get hasOpen(): boolean {
    return this.#openCount > 0;
  }

  /** Workers that wait for a task. */
  get waiting(): number {
    return [...this.workers.values()].filter(({ isFree }) => isFree).length;
  }

  get #openCount(): number {
    return this.givenUp ? 0 : this.#tasks.count(this.model.abbr, 'open');
  }

  /** Cost of the open tasks: seconds where the model's speed is known. */
  openCost(): number {
    return this.openWork.cost(this.model.speeds);
  }

  contender(): Contender {
    const { maxWorkers, gpus } = this.model;
    return { openSeconds: this.openCost(), workers: this.workers.size, maxWorkers, gpus };
  }

  /** Whether one more worker has something to take that is worth loading the model once more. */
  needsWorker(openCost: number): boolean {
    if (this.workers.size >= this.model.maxWorkers) return false;
    const starting = [...this.workers.values()].filter(({ claimed, idle }) => !claimed && !idle).length;
    if (this.#openCount <= starting + this.waiting) return false;
    if (!this.model.speeds?.areKnown) return true;
    const running = this.workers.size - starting;
    return isWorthStarting({ openSeconds: openCost, running, starting, loadSeconds: this.loadSeconds });
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
    if (outcome.status === 'succeeded' && (worker.claimed || worker.askedToLeave)) return;
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
