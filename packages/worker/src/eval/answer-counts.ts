import type { ResultRecord } from 'oc-sdk/run-directory';
import { type AnsweredRow, isFailed } from './answers.ts';
import { Causes } from './causes.ts';
import type { Extraction, RowReading } from './extraction.ts';

/** Counts what became of the samples of a pair, whichever way they are read. */
export class AnswerCounts {
  /** Samples without an answer, and answers that one way or another could not be scored: each once. */
  readonly failed = new Causes();
  /** The latter alone. */
  readonly unscored = new Causes();
  answered = 0;
  #truncated = 0;
  #empty = 0;

  add({ replicas }: AnsweredRow, readings: readonly RowReading[]): void {
    for (const [replica, sample] of replicas.entries()) {
      if (isFailed(sample)) {
        this.failed.add(sample.error);
        continue;
      }
      this.answered += 1;
      if (sample.finishReason === 'length') this.#truncated += 1;
      if (typeof sample.rawPrediction === 'string' && sample.rawPrediction.trim() === '') this.#empty += 1;
      const unscored = readings.map((reading) => reading.replicas[replica]?.failed).find((error) => error);
      if (unscored === undefined) continue;
      this.failed.add(unscored);
      this.unscored.add(unscored);
    }
  }

  /** As a result has it. */
  coverage(asked: number, extractions: readonly Extraction[]): NonNullable<ResultRecord['oc']['coverage']> {
    const named = extractions.flatMap(({ name, unparsed }) => (name === undefined ? [] : [[name, unparsed] as const]));
    const { failed } = this;
    return {
      asked,
      scored: this.answered - this.unscored.total,
      failed: failed.total,
      ...(failed.total > 0 ? { failures: failed.counts, first_failure: String(failed) } : {}),
      truncated: this.#truncated,
      empty: this.#empty,
      unparsed: extractions[0]?.unparsed ?? 0,
      ...(named.length > 0 ? { unparsed_by_extraction: Object.fromEntries(named) } : {}),
    };
  }
}
