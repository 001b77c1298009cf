import { JsonlAppender, type StageDirectory, type WorkerEvent } from 'oc-sdk/run-directory';

/** `Omit` on each member of a union. */
type WithoutTime<Event> = Event extends unknown ? Omit<Event, 'time'> : never;
export type EventBody = WithoutTime<WorkerEvent>;

const FLUSH_AFTER_MS = 50;

/**
 * What this worker tells the launcher, in `events/<worker>.jsonl`. Events are gathered for a moment before they are
 * written; answers of the same task and dataset become one event, of the time of the last of them.
 */
export class EventLog {
  readonly #file: JsonlAppender;
  readonly #now: () => number;
  #pending: WorkerEvent[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(stage: StageDirectory, worker: string, now: () => number = Date.now) {
    // What is lost with the machine is only how far it was: the answers themselves are durable.
    this.#file = new JsonlAppender(stage.events(worker), { durable: false });
    this.#now = now;
  }

  emit(body: EventBody): void {
    const last = this.#pending.at(-1);
    if (
      body.event === 'samples' &&
      last?.event === 'samples' &&
      last.task === body.task &&
      last.dataset === body.dataset
    ) {
      this.#pending[this.#pending.length - 1] = {
        ...last,
        time: this.#now(),
        done: last.done + body.done,
        failed: last.failed + body.failed,
        promptTokens: last.promptTokens + body.promptTokens,
        outputTokens: last.outputTokens + body.outputTokens,
      };
    } else {
      this.#pending.push({ time: this.#now(), ...body });
    }
    this.#timer ??= setTimeout(() => void this.flush().catch(() => {}), FLUSH_AFTER_MS);
  }

  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const events = this.#pending;
    this.#pending = [];
    await this.#file.append(...events);
  }

  async close(): Promise<void> {
    await this.flush();
    await this.#file.close();
  }
}
