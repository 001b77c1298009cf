import type { Part } from 'oc-sdk';
import { cutParts } from './cut-parts.ts';
import { NOTICE_SECONDS, secondsToNextLook } from './looks.ts';
import { after, samplesIn, without } from './parts.ts';
import { type Divisible, pieceSeconds, rebalance } from './rebalance.ts';
import { type Contender, shortfalls } from './shortfall.ts';
import { Queue, type SimulatedModel, type Task } from './simulated-queue.ts';
import { worthwhileWorkers } from './worth-starting.ts';

export type { SimulatedModel } from './simulated-queue.ts';

export interface Simulation {
  readonly models: readonly SimulatedModel[];
  readonly workers: number;
  /** GPUs of the machine; Infinity: somebody else's affair. */
  readonly gpus: number;
  /** Workers load the model for every task, as where a task is a process of its own. */
  readonly reloads?: boolean;
  /** Tasks may be cut again while the run goes. */
  readonly divisible?: boolean;
}

export interface Simulated {
  /** Seconds until the last worker ends. */
  readonly makespan: number;
  /** How often a model was loaded. */
  readonly loads: number;
  /** Tasks that were cut again. */
  readonly cuts: number;
  /** Samples that were answered, to see that none is lost. */
  readonly samples: number;
  /** Seconds that workers hold, times their GPUs. */
  readonly gpuSeconds: number;
  /** Per model, in their order. */
  readonly models: readonly {
    readonly loads: number;
    /** Most workers that it had at once. */
    readonly workers: number;
    readonly gpuSeconds: number;
  }[];
}

interface Worker {
  readonly model: Queue;
  /** When the model is loaded, or when its task ends. */
  until: number;
  readonly startedAt: number;
  task: Task | undefined;
  taskFrom: number;
  /** Samples of its task that the launcher has heard of. */
  heard: number;
}

/** Runs a plan on workers that do nothing but pass time: the decisions are those of a real run. */
export function simulate(simulation: Simulation): Simulated {
  return new Run(simulation).run();
}

class Run {
  readonly #simulation: Simulation;
  readonly #queues: readonly Queue[];
  readonly #workers: Worker[] = [];
  #now = 0;
  #cuts = 0;
  #samples = 0;

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
    this.#queues = simulation.models.map((model) => new Queue(model));
  }

  run(): Simulated {
    const { divisible } = this.#simulation;
    this.#startWorkers();
    for (let look = 0; this.#workers.length > 0; ) {
      const next = this.#workers.reduce((first, worker) => (worker.until < first.until ? worker : first));
      if (next.until <= look) {
        this.#now = next.until;
        this.#goOn(next);
        continue;
      }
      // Nothing happens in between: the launcher would see what it saw.
      look = divisible ? look : next.until;
      this.#now = look;
      const left = divisible ? this.#queues.map((queue) => this.#rebalance(queue)) : [];
      this.#startWorkers();
      look += secondsToNextLook({ elapsed: this.#now, left: Math.min(...left) });
    }
    const models = this.#queues.map(({ model, loads, mostWorkers, heldSeconds }) => {
      return { loads, workers: mostWorkers, gpuSeconds: heldSeconds * model.gpus };
    });
    return {
      makespan: this.#now,
      loads: models.reduce((sum, { loads }) => sum + loads, 0),
      cuts: this.#cuts,
      samples: this.#samples,
      gpuSeconds: models.reduce((sum, { gpuSeconds }) => sum + gpuSeconds, 0),
      models,
    };
  }

  #startWorkers(): void {
    while (this.#workers.length < this.#simulation.workers) {
      const queue = this.#neediest();
      if (queue === undefined) return;
      queue.workers += 1;
      queue.loading += 1;
      queue.loads += 1;
      queue.mostWorkers = Math.max(queue.mostWorkers, queue.workers);
      const { loadSeconds } = queue.model;
      this.#workers.push({
        model: queue,
        startedAt: this.#now,
        until: this.#now + loadSeconds,
        task: undefined,
        taskFrom: 0,
        heard: 0,
      });
    }
  }

  #neediest(): Queue | undefined {
    const contenders = this.#queues.map((queue) => queue.contender());
    const lacking = shortfalls(contenders, this.#simulation);
    let most: Queue | undefined;
    let lack = Number.NEGATIVE_INFINITY;
    for (const [i, queue] of this.#queues.entries()) {
      const { openSeconds } = contenders[i] as Contender;
      const own = lacking[i] as number;
      if (own <= lack || this.#freeFor(queue) < 1 || !queue.needsWorker(openSeconds)) continue;
      [most, lack] = [queue, own];
    }
    return most;
  }

  /** Places for more workers of a model. */
  #freeFor({ model, workers }: Queue): number {
    const used = this.#queues.reduce((sum, queue) => sum + queue.workers * queue.model.gpus, 0);
    const places = Math.min(this.#simulation.workers - this.#workers.length, model.maxWorkers - workers);
    return model.gpus === 0 ? places : Math.min(places, Math.floor((this.#simulation.gpus - used) / model.gpus));
  }

  /** A worker has loaded its model, or ended its task. */
  #goOn(worker: Worker): void {
    const { model } = worker;
    if (worker.task === undefined) {
      model.loading -= 1;
      model.expectedLoad = model.model.loadSeconds;
    } else {
      this.#hear(worker);
      this.#samples += samplesIn(worker.task.parts);
    }
    const reload = this.#simulation.reloads && worker.task !== undefined ? model.model.loadSeconds : 0;
    worker.task = model.takeNext();
    worker.heard = 0;
    if (worker.task === undefined) {
      this.#end(worker);
      return;
    }
    if (reload > 0) model.loads += 1;
    worker.taskFrom = this.#now + reload;
    worker.until = worker.taskFrom + model.trueSeconds(worker.task.parts);
  }

  #end(worker: Worker): void {
    this.#workers.splice(this.#workers.indexOf(worker), 1);
    worker.model.workers -= 1;
    worker.model.heldSeconds += this.#now - worker.startedAt;
    this.#startWorkers();
  }

  /** Returns the seconds that are left for each worker of the model. */
  #rebalance(queue: Queue): number {
    const busy = this.#workers.filter(({ model, task }) => model === queue && task !== undefined);
    if (busy.length === 0) return Infinity;
    for (const worker of busy) this.#hear(worker);
    const rests = new Map(busy.map((worker) => [(worker.task as Task).id, { worker, parts: this.#restOf(worker) }]));
    const held = [...rests].map(([id, { parts }]): Divisible => ({ id, parts }));
    const workers = this.#worthwhile(queue, held);
    const perSample = (dataset: string) => queue.speeds.perSample(dataset);
    const { left, replace, giveBack } = rebalance({
      open: {
        seconds: queue.openSeconds(),
        longerThan: (seconds) => queue.openWork.longerThan(seconds, perSample),
      },
      held,
      workers,
      perSample,
    });
    queue.replace(replace);
    for (const id of giveBack) {
      const { worker, parts: rest } = rests.get(id) as { worker: Worker; parts: Part[] };
      const task = worker.task as Task;
      task.parts = without(task.parts, samplesIn(rest));
      worker.until = Math.max(this.#now, worker.taskFrom + queue.trueSeconds(task.parts));
      const secondsLeft = queue.openSeconds() + queue.speeds.secondsOf(rest);
      queue.addLast(cutParts(rest, pieceSeconds(secondsLeft / workers), perSample));
    }
    this.#cuts += replace.length + giveBack.length;
    return left;
  }

  #worthwhile(queue: Queue, held: readonly Divisible[]): number {
    const { loading: starting, workers, expectedLoad: loadSeconds } = queue;
    const openSeconds = queue.openSeconds() + queue.speeds.secondsOf(held.flatMap(({ parts }) => parts));
    const candidate = { openSeconds, running: workers - starting, starting, loadSeconds };
    return worthwhileWorkers(candidate, this.#freeFor(queue));
  }

  /** The launcher hears of every sample that is done. */
  #hear(worker: Worker): void {
    const { model, task, heard } = worker;
    let seconds = this.#now - worker.taskFrom;
    let before = 0;
    for (const { dataset, start, end } of (task as Task).parts) {
      const each = model.truth(dataset);
      const done = seconds < 0 ? 0 : Math.min(end - start, Math.floor(seconds / each + 1e-6));
      const fresh = Math.max(0, before + done - Math.max(heard, before));
      if (fresh > 0) {
        model.speeds.observe(dataset, fresh, fresh * each);
        worker.heard = before + done;
      }
      before += end - start;
      seconds -= (end - start) * each;
    }
  }

  /** What a worker will not have begun when it hears of it; the sample that it is at then is done to its end. */
  #restOf(worker: Worker): Part[] {
    const parts = (worker.task as Task).parts;
    let seconds = this.#now + NOTICE_SECONDS - worker.taskFrom;
    const begun = parts.reduce((sum, { dataset, start, end }) => {
      const each = worker.model.truth(dataset);
      const done = seconds < 0 ? 0 : Math.min(end - start, Math.floor(seconds / each) + 1);
      seconds -= (end - start) * each;
      return sum + done;
    }, 0);
    return after(parts, begun);
  }
}
