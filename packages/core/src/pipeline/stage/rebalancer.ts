import type { Logger, Part } from 'oc-sdk';
import {
  askToGiveBack,
  claimAttempt,
  type EndedRecord,
  endAttempt,
  nextAttempt,
  type StageDirectory,
  type TaskRecord,
  type WorkerEvent,
} from 'oc-sdk/run-directory';
import { cutParts } from '../../schedule/cut-parts.ts';
import { secondsToNextLook } from '../../schedule/looks.ts';
import { type Divisible, pieceSeconds, rebalance } from '../../schedule/rebalance.ts';
import type { Speeds } from '../../schedule/speeds.ts';
import { worthwhileWorkers } from '../../schedule/worth-starting.ts';
import type { PlannedTask } from '../1-plan.ts';
import type { ModelQueue } from './model-queue.ts';
import type { TaskStates } from './task-states.ts';

export interface RebalancerOptions {
  readonly stage: StageDirectory;
  readonly tasks: TaskStates;
  readonly retry: number;
  /** By model. */
  readonly speeds: ReadonlyMap<string, Speeds>;
  readonly logger: Logger;
  readonly now: () => number;
  add(tasks: readonly PlannedTask[]): Promise<TaskRecord[]>;
  /** Places for more workers of a model. */
  freeFor(queue: ModelQueue): number;
  /** A task is done with: what is left of it is in others. */
  onSplit(task: TaskRecord, added: readonly TaskRecord[]): void;
}

/** Cuts tasks again that turn out too long, so that the workers of a model end together. */
export class Rebalancer {
  readonly #options: RebalancerOptions;
  /** Samples that were answered, by task and dataset. */
  readonly #done = new Map<string, Map<string, number>>();
  readonly #asked = new Set<string>();
  readonly #replaced = new Set<string>();
  #firstLook: number | undefined;
  #nextLook = 0;

  constructor(options: RebalancerOptions) {
    this.#options = options;
  }

  note(event: WorkerEvent): void {
    // Somebody has run dry.
    if (event.event === 'idle') this.#nextLook = 0;
    if (event.event !== 'samples') return;
    const done = this.#done.get(event.task) ?? new Map<string, number>();
    done.set(event.dataset, (done.get(event.dataset) ?? 0) + event.done + event.failed);
    this.#done.set(event.task, done);
  }

  async look(queues: readonly ModelQueue[]): Promise<void> {
    const now = this.#options.now();
    await this.#addWhatWasGivenBack(queues);
    if (now < this.#nextLook) return;
    this.#firstLook ??= now;
    let left = Infinity;
    for (const queue of queues) left = Math.min(left, await this.#rebalance(queue));
    this.#nextLook = now + 1000 * secondsToNextLook({ elapsed: (now - this.#firstLook) / 1000, left });
  }

  /** Returns the seconds that are left for each worker of the model. */
  async #rebalance(queue: ModelQueue): Promise<number> {
    const { stage, tasks, logger } = this.#options;
    const { abbr } = queue.model;
    const speeds = this.#options.speeds.get(abbr);
    if (speeds === undefined) return Infinity;
    const held = tasks.of(abbr, 'held').map((task): Divisible => ({ id: task.id, parts: this.#leftOf(task) }));
    if (held.length === 0 && !queue.hasOpen) return Infinity;
    const { openWork } = queue;
    const perSample = (dataset: string) => speeds.perSample(dataset);
    const seconds = openWork.seconds(perSample);
    const heldSeconds = held.reduce((sum, { parts }) => sum + speeds.secondsOf(parts), 0);
    const workers = this.#workersFor(queue, seconds + heldSeconds, speeds);
    const open = { seconds, longerThan: (limit: number) => openWork.longerThan(limit, perSample) };
    const { left, replace, giveBack } = rebalance({ open, held, workers, perSample });
    for (const { id, pieces } of replace) await this.#replace(id, pieces);
    for (const id of giveBack) {
      // One that is tried again keeps what it has.
      if (this.#asked.has(id) || tasks.endsOf(id).length > 0) continue;
      this.#asked.add(id);
      logger.debug(`task ${id} takes longer than all others: its worker is asked to give back a part`);
      await askToGiveBack(stage, id, 0);
    }
    return left;
  }

  #workersFor(queue: ModelQueue, openSeconds: number, speeds: Speeds): number {
    const running = [...queue.workers.values()].filter(({ phase }) => phase === 'running').length;
    // One that loads takes what is open when it comes.
    if (running < queue.workers.size || !speeds.areKnown) return running;
    const candidate = { openSeconds, running, starting: 0, loadSeconds: queue.loadSeconds };
    return worthwhileWorkers(candidate, this.#options.freeFor(queue));
  }

  /** An open task is taken like a worker would, so that nobody else has it. */
  async #replace(id: string, pieces: readonly (readonly Part[])[]): Promise<void> {
    const { stage, tasks, retry, now } = this.#options;
    const attempt = nextAttempt(tasks.endsOf(id), retry);
    if (attempt !== 0) return;
    const time = new Date(now()).toISOString();
    const worker = 'launcher';
    if (!(await claimAttempt(stage, id, attempt, { worker, host: '', pid: process.pid, time }))) return;
    const record = tasks.record(id);
    await this.#addPieces(record, pieces);
    const rest = record.parts;
    await endAttempt(stage, { task: id, attempt, worker, time, status: 'split', failedSamples: 0, rest });
    tasks.split(id);
  }

  /** What workers gave back, in pieces that suit the time that is left. */
  async #addWhatWasGivenBack(queues: readonly ModelQueue[]): Promise<void> {
    const { tasks } = this.#options;
    for (const queue of queues) {
      const { model } = queue;
      for (const task of tasks.of(model.abbr, 'split').filter(({ id }) => !this.#replaced.has(id))) {
        const end = tasks.endsOf(task.id).find(isSplit);
        const speeds = this.#options.speeds.get(model.abbr);
        if (end === undefined || speeds === undefined) continue;
        const perSample = (dataset: string) => speeds.perSample(dataset);
        const secondsLeft = queue.openWork.seconds(perSample) + speeds.secondsOf(end.rest);
        const left = secondsLeft / Math.max(1, this.#workersFor(queue, secondsLeft, speeds));
        await this.#addPieces(task, cutParts(end.rest, pieceSeconds(left), perSample));
      }
    }
  }

  async #addPieces(task: TaskRecord, pieces: readonly (readonly Part[])[]): Promise<void> {
    const { speeds, add, onSplit } = this.#options;
    this.#replaced.add(task.id);
    const costOf = (parts: readonly Part[]) => speeds.get(task.model)?.secondsOf(parts) ?? 0;
    const { model, id: cutFrom } = task;
    const added = await add(pieces.map((parts) => ({ model, parts, cost: costOf(parts), cutFrom })));
    onSplit(task, added);
  }

  /** Which samples are done is not known here, only how many: it is as if they were the first. */
  #leftOf({ id, parts }: TaskRecord): Part[] {
    const done = new Map(this.#done.get(id));
    return parts.flatMap(({ dataset, start, end }) => {
      const skipped = Math.min(end - start, done.get(dataset) ?? 0);
      done.set(dataset, (done.get(dataset) ?? 0) - skipped);
      return skipped < end - start ? [{ dataset, start: start + skipped, end }] : [];
    });
  }
}

function isSplit(end: EndedRecord): end is Extract<EndedRecord, { status: 'split' }> {
  return end.status === 'split';
}
