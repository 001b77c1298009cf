import type { WorkerEvent } from 'oc-sdk/run-directory';

/** Milliseconds since the epoch, by the worker's clock. */
export type Interval = readonly [from: number, to: number];

/** What one worker has told of itself. */
export interface WorkerHistory {
  readonly worker: string;
  readonly model: string;
  readonly host: string | undefined;
  readonly gpus: readonly string[];
  readonly life: Interval;
  readonly load: Interval | undefined;
  /** Without overlaps, in order. */
  readonly work: readonly Interval[];
  /** The longest time at work without an answer: no sample can be known to have taken longer. */
  readonly longestSilenceMs: number;
}

/** Events are written some twenty times a second: less between two tasks is no pause. */
const PAUSE_MS = 100;

/** Follows workers by their events, which come in order for each. */
export class Timelines {
  readonly #workers = new Map<string, Timeline>();

  note(worker: string, model: string, event: WorkerEvent): void {
    const timeline = this.#workers.get(worker) ?? new Timeline(worker, model, event.time);
    this.#workers.set(worker, timeline);
    timeline.note(event);
  }

  get histories(): WorkerHistory[] {
    return [...this.#workers.values()].map((timeline) => timeline.history());
  }
}

class Timeline {
  readonly #worker: string;
  readonly #model: string;
  readonly #work: Interval[] = [];
  readonly #held = new Set<string>();
  #host: string | undefined;
  #gpus: readonly string[] = [];
  #from: number;
  #last: number;
  #load: Interval | undefined;
  #workFrom = 0;
  #heardAt = 0;
  #silence = 0;

  constructor(worker: string, model: string, time: number) {
    this.#worker = worker;
    this.#model = model;
    this.#from = time;
    this.#last = time;
  }

  note(event: WorkerEvent): void {
    const { time } = event;
    this.#last = Math.max(this.#last, time);
    switch (event.event) {
      case 'began':
        [this.#host, this.#gpus] = [event.host, event.gpus];
        break;
      case 'ready':
        this.#load = [time - event.loadSeconds * 1000, time];
        this.#from = Math.min(this.#from, this.#load[0]);
        break;
      case 'started':
        if (this.#held.size === 0) [this.#workFrom, this.#heardAt] = [time, time];
        this.#held.add(`${event.task}.${event.attempt}`);
        break;
      case 'samples':
        this.#answered(time);
        break;
      case 'ended':
        if (this.#held.delete(`${event.task}.${event.attempt}`) && this.#held.size === 0) this.#addWork(time);
        break;
      default:
    }
  }

  history(): WorkerHistory {
    const [worker, model, host, gpus, load] = [this.#worker, this.#model, this.#host, this.#gpus, this.#load];
    // Who died at work told of no end.
    if (this.#held.size > 0) this.#addWork(this.#last);
    this.#held.clear();
    const life = [this.#from, this.#last] as const;
    return { worker, model, host, gpus, life, load, work: [...this.#work], longestSilenceMs: this.#silence };
  }

  #answered(time: number): void {
    if (this.#held.size === 0) return;
    this.#silence = Math.max(this.#silence, time - this.#heardAt);
    this.#heardAt = time;
  }

  #addWork(to: number): void {
    const before = this.#work.at(-1);
    if (before && this.#workFrom - before[1] < PAUSE_MS) this.#work[this.#work.length - 1] = [before[0], to];
    else this.#work.push([this.#workFrom, to]);
  }
}
