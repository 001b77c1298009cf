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
}

/** The result of one pair, or why there is none. */
export interface SummaryCell {
  readonly model: string;
  readonly dataset: string;
  /** Metric name to value, in the evaluator's order. Absent: no result. */
  readonly metrics?: Readonly<Record<string, number>>;
  /** Why there are no metrics, in one line. */
  readonly reason?: string;
  /** Samples that the metrics were computed from. */
  readonly samples?: number;
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
