import type { PairSpec, ResultRecord } from 'oc-sdk/run-directory';
import type { PairAnswers } from './answers.ts';
import { causesOf, countCodes } from './causes.ts';
import { withName } from './details.ts';
import type { Evaluated } from './evaluate.ts';

/** A result without its details: the metrics, and under `oc` what they were made from. */
export function resultHead(pair: PairSpec, answers: PairAnswers, evaluated: readonly Evaluated[]): ResultRecord {
  const metrics = evaluated.flatMap(({ name, metrics: own }) =>
    own.map((metric) => ({ ...metric, name: withName(metric.name, name) })),
  );
  const statistics = metrics.flatMap(({ name, statistics: known }) => (known ? [[name, known] as const] : []));
  return {
    ...Object.fromEntries(metrics.map(({ name, value }) => [name, value])),
    oc: {
      fingerprint: pair.evalFingerprint,
      samples: answers.answered.length,
      coverage: coverageOf(answers, evaluated),
      statistics: Object.fromEntries(statistics),
    },
  };
}

function coverageOf({ asked, answered, failed }: PairAnswers, evaluated: readonly Evaluated[]) {
  const named = evaluated.flatMap(({ name, unparsed }) => (name === undefined ? [] : [[name, unparsed] as const]));
  return {
    asked,
    scored: answered.length,
    failed: failed.length,
    ...(failed.length > 0 ? { failures: countCodes(failed), first_failure: causesOf(failed) } : {}),
    truncated: answered.filter(({ finishReason }) => finishReason === 'length').length,
    empty: answered.filter(({ rawPrediction }) => typeof rawPrediction === 'string' && rawPrediction.trim() === '')
      .length,
    unparsed: evaluated[0]?.unparsed ?? 0,
    ...(named.length > 0 ? { unparsed_by_extraction: Object.fromEntries(named) } : {}),
  };
}
