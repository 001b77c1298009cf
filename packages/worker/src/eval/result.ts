import type { PairSpec, ResultRecord } from 'oc-sdk/run-directory';
import { withName } from './details.ts';
import type { Metric } from './metrics.ts';

/** What one way to read the answers came to. */
export interface NamedMetrics {
  /** Of the extraction; undefined where there is only one. */
  readonly name: string | undefined;
  readonly metrics: readonly Metric[];
}

/**
 * A result without its details: the metrics, and under `oc` what they were made from.
 *
 * @param skipped why there are no metrics
 */
export function resultHead(
  pair: PairSpec,
  evaluated: readonly NamedMetrics[],
  coverage: NonNullable<ResultRecord['oc']['coverage']>,
  skipped: string | undefined,
): ResultRecord {
  const metrics = evaluated.flatMap(({ name, metrics: own }) =>
    own.map((metric) => ({ ...metric, name: withName(metric.name, name) })),
  );
  const statistics = metrics.flatMap(({ name, statistics: known }) => (known ? [[name, known] as const] : []));
  return {
    ...Object.fromEntries(metrics.map(({ name, value }) => [name, value])),
    oc: {
      fingerprint: pair.evalFingerprint,
      samples: coverage.scored,
      coverage,
      statistics: Object.fromEntries(statistics),
      ...(skipped === undefined ? {} : { skipped }),
    },
  };
}
