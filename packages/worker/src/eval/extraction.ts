import type { Repeats } from 'oc-plugin-host';
import type { EvaluatedSample, Row, SampleVerdict } from 'oc-sdk';
import type { WorkerContext } from '../context.ts';
import type { FailedSample } from './answers.ts';
import { Causes } from './causes.ts';
import type { Extractor } from './extract.ts';
import { type Metric, metricsOf } from './metrics.ts';
import { PassRates, type RowRates } from './pass-rates.ts';
import type { Scorers } from './scorers.ts';
import { VerdictColumns } from './verdict-columns.ts';

/** What one way to read the answers makes of a row: by replica, undefined where the answer failed. */
export interface RowReading {
  readonly replicas: readonly (Reading | undefined)[];
  readonly rates: RowRates | undefined;
}

export interface Reading {
  readonly sample: EvaluatedSample;
  readonly verdict: SampleVerdict | undefined;
  /** It could not be scored: its judge could not be asked. It is in no metric. */
  readonly failed: FailedSample['error'] | undefined;
}

/** One way to read the answers, at work: it takes row after row, and keeps sums only. */
export class Extraction {
  readonly name: string | undefined;
  readonly unscored = new Causes();
  readonly #extractor: Extractor;
  readonly #scorers: Scorers;
  readonly #repeats: Repeats;
  readonly #rates: PassRates;
  #columns: VerdictColumns | undefined;
  /** By replica, none where nothing was scored: scored answers, those whose verdict says unparsed, and those that came out empty. */
  readonly #counts: { scored: number; unparsed: number; empty: number }[] = [];

  constructor(extractor: Extractor, scorers: Scorers, repeats: Repeats) {
    this.name = extractor.name;
    this.#extractor = extractor;
    this.#scorers = scorers;
    this.#repeats = repeats;
    this.#rates = new PassRates(repeats);
  }

  /** @param samples - of the row, by replica */
  read(row: Row, samples: readonly (EvaluatedSample | undefined)[]): RowReading {
    const readings = samples.map((sample) => sample && this.#score(sample));
    this.#columns?.endRow();
    const verdicts = readings.flatMap((reading) => (reading?.verdict && !reading.failed ? [reading.verdict] : []));
    return { replicas: readings, rates: this.#rates.add(row, verdicts) };
  }

  /** Answers in which the extractor found nothing: as the verdicts say; where they say nothing, what came out empty. */
  get unparsed(): number {
    return this.#counts.reduce((sum, { unparsed, empty }) => sum + (unparsed > 0 ? unparsed : empty), 0);
  }

  /** Why there is nothing to score. */
  get skipped(): string | undefined {
    return this.#scorers.skipped;
  }

  get scored(): number {
    return this.#counts.reduce((sum, { scored }) => sum + scored, 0);
  }

  /**
   * @param rows - rows of the dataset
   * @param asked - samples that were to be answered, all replicas together
   */
  metrics(rows: number, asked: number, compat: WorkerContext['spec']['compat']): Metric[] {
    if (this.skipped !== undefined) return [];
    const replicas = this.#counts.flatMap((_, replica) => [{ replica, metrics: this.#scorers.metrics(replica) }]);
    return [...metricsOf(replicas, this.#columns, this.#repeats, asked, compat), ...this.#rates.metrics(rows)];
  }

  #score(sample: EvaluatedSample): Reading {
    const verdict = this.#scorers.add(sample);
    const failed = verdict?.failed;
    if (failed) this.unscored.add(failed);
    else this.#count(sample, verdict);
    return { sample, verdict, failed };
  }

  #count({ replica, prediction }: EvaluatedSample, verdict: SampleVerdict | undefined): void {
    this.#counts[replica] ??= { scored: 0, unparsed: 0, empty: 0 };
    const counts = this.#counts[replica];
    counts.scored += 1;
    if (verdict?.unparsed === true) counts.unparsed += 1;
    if (this.#extractor.searches && isEmpty(prediction)) counts.empty += 1;
    if (verdict === undefined) return;
    this.#columns ??= new VerdictColumns();
    this.#columns.add(replica, verdict);
  }
}

function isEmpty(prediction: unknown): boolean {
  return prediction === null || prediction === undefined || prediction === '';
}
