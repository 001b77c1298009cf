import type { RunReport } from './run-report.ts';

export interface SummaryModel {
  readonly abbr: string;
  /** The name of its column: `summarizer_abbr`, else the abbr. */
  readonly column: string;
}

export interface SummaryDataset {
  readonly abbr: string;
  /** First six hex digits of the prompt's hash. */
  readonly version: string;
  readonly mode: 'gen' | 'ppl' | 'mixed' | 'unknown';
  /** Rows of the split that is asked. */
  readonly rows?: number;
  /** Those of them that `test_range` and `--limit` leave. */
  readonly selected?: number;
  /** Why fewer are selected than there are: `test_range "[:20]"`, `--limit 5`. */
  readonly restriction?: string;
}

/** What became of the samples of a pair: every one that was asked is scored or has failed. */
export interface PairCoverage {
  /** Samples that were to be answered, each as often as `n` says. */
  readonly asked: number;
  /** Answers that the metrics were computed from. */
  readonly scored: number;
  /** Requests that failed for good: neither right nor wrong. */
  readonly failed: number;
  /** Failed requests by the code of their error. */
  readonly failures?: Readonly<Record<string, number>>;
  /** The failures in one line, with the message of the first. */
  readonly first_failure?: string;
  /** Answers that were ended by their length. */
  readonly truncated: number;
  /** Answers that are nothing but blanks. */
  readonly empty: number;
  /** Answers in which the (first) extractor found nothing; they are scored as the evaluator sees fit. */
  readonly unparsed: number;
  readonly unparsed_by_extraction?: Readonly<Record<string, number>>;
}

/** How sure a mean is, in the unit of its metric. */
export interface PairStatistics {
  /** Absent where it cannot be known, as from one sample. */
  readonly standard_error?: number;
  /** 95 percent confidence. */
  readonly interval?: readonly [low: number, high: number];
  /** The metric if every sample without a score were wrong, and if every one were right. */
  readonly bounds?: readonly [low: number, high: number];
}

/** The result of one pair, or why there is none. */
export interface SummaryCell {
  readonly model: string;
  readonly dataset: string;
  /** Metric name to value, in the evaluator's order. Absent: no result. */
  readonly metrics?: Readonly<Record<string, number>>;
  /** Why there are no metrics, in one line. */
  readonly reason?: string;
  /** There are none because there was nothing to score: nothing is missing. */
  readonly skipped?: true;
  /** Samples that the metrics were computed from. */
  readonly samples?: number;
  /** Absent: no result, or one of an older version. */
  readonly coverage?: PairCoverage;
  /** Metric name to what is known of it, for metrics that are means over samples. */
  readonly statistics?: Readonly<Record<string, PairStatistics>>;
}

export interface SummaryInput {
  readonly models: readonly SummaryModel[];
  readonly datasets: readonly SummaryDataset[];
  /** At most one for a pair; a pair that was not asked for has none. */
  readonly cells: readonly SummaryCell[];
  /** The run's folder name. */
  readonly run: string;
  /** `YYYYMMDD_HHMMSS` of this summary. */
  readonly time: string;
  /** How long this invocation's inference took; absent: nothing was asked. */
  readonly report?: RunReport;
}

export interface SummaryFile {
  /** Without a dot: `csv` becomes `summary_<time>.csv`. */
  readonly extension: string;
  readonly content: string;
}

export interface Summary {
  /** What a terminal shows, `width` columns wide at most where that is possible. */
  readonly text: string;
  readonly files: readonly SummaryFile[];
}

/** Shows results. Pure: writes nothing; core puts the files in their place. */
export interface Summarizer {
  summarize(input: SummaryInput, options: { readonly width?: number }): Summary | Promise<Summary>;
}
