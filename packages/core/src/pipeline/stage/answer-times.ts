import type { WorkerEvent } from 'oc-sdk/run-directory';

export interface AnswerTime {
  readonly dataset: string;
  readonly samples: number;
  readonly seconds: number;
}

/**
 * What the answers of one worker took: the time since the answers before, or since it had begun with any. What comes at the
 * same moment was asked in one batch, whatever its dataset, and shares the time.
 */
export class AnswerTimes {
  readonly #begun = new Set<string>();
  /** When the answers before came; in milliseconds by the worker's clock, as events are. */
  #since = 0;
  /** When the last ones came, and how many of each dataset. */
  #time = 0;
  readonly #answers = new Map<string, number>();

  /** To be told every event of the worker, in order. */
  note(event: WorkerEvent): AnswerTime[] {
    const times = event.time > this.#time ? this.#share() : [];
    switch (event.event) {
      case 'started':
        if (this.#begun.size === 0) {
          this.#since = event.time;
          this.#answers.clear();
        }
        this.#begun.add(`${event.task}.${event.attempt}`);
        break;
      case 'samples':
        this.#time = event.time;
        this.#answers.set(event.dataset, (this.#answers.get(event.dataset) ?? 0) + event.done + event.failed);
        break;
      case 'ended':
        this.#begun.delete(`${event.task}.${event.attempt}`);
        break;
      default:
    }
    return times;
  }

  /** Where the clock has not gone on, the answers count with those that follow. */
  #share(): AnswerTime[] {
    const seconds = (this.#time - this.#since) / 1000;
    if (this.#answers.size === 0 || seconds <= 0) return [];
    const all = [...this.#answers];
    const total = all.reduce((sum, [, samples]) => sum + samples, 0);
    this.#answers.clear();
    this.#since = this.#time;
    return all.map(([dataset, samples]) => ({ dataset, samples, seconds: (seconds * samples) / total }));
  }
}
