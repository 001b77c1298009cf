import type { PairCoverage, PairStatistics } from '../summarizer.ts';

/** `results/<model>/<dataset>.json` before its `details`: metrics by name, and what they were made from. */
export interface ResultRecord {
  readonly oc: {
    /** The eval fingerprint of the pair. */
    readonly fingerprint: string;
    /** Answers that the metrics were computed from. */
    readonly samples: number;
    readonly coverage: PairCoverage;
    /** Of each metric that is a mean over samples. */
    readonly statistics: Readonly<Record<string, PairStatistics>>;
    /** Why there are no metrics, though nothing failed. */
    readonly skipped?: string;
  };
  readonly [metric: string]: unknown;
}
