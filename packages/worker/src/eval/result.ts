import type { PairSpec, ResultRecord } from 'oc-sdk/run-directory';
import type { FailedSample, PairAnswers } from './answers.ts';
import { causesOf, countCodes } from './causes.ts';
import { withName } from './details.ts';
import type { Evaluated } from './evaluate.ts';

/** A result without its details: the metrics, and under `oc` what they were made from. */
export function resultHead(pair: PairSpec, answers: PairAnswers, evaluated: readonly Evaluated[]): ResultRecord {
  const metrics = evaluated.flatMap(({ name, metrics: own }) =>
    own.map((metric) => ({ ...metric, name: withName(metric.name, name) })),
  );
  const statistics = metrics.flatMap(({ name, statistics: known }) => (known ? [[name, known] as const] : []));
  const coverage = coverageOf(answers, evaluated);
  return {
    ...Object.fromEntries(metrics.map(({ name, value }) => [name, value])),
    oc: {
      fingerprint: pair.evalFingerprint,
      samples: coverage.scored,
      coverage,
      statistics: Object.fromEntries(statistics),
    },
  };
}

/** Answers that one way or another to read them could not be scored, each once. */
export function unscoredOf(evaluated: readonly Evaluated[]): FailedSample[] {
  const all = evaluated.flatMap(({ unscored }) => unscored);
  return [...new Map(all.map((sample) => [`${sample.replica}/${sample.index}`, sample])).values()];
}

function coverageOf({ asked, answered, failed: unanswered }: PairAnswers, evaluated: readonly Evaluated[]) {
  const unscored = unscoredOf(evaluated);
  const failed = [...unanswered, ...unscored];
  const named = evaluated.flatMap(({ name, unparsed }) => (name === undefined ? [] : [[name, unparsed] as const]));
  return {
    asked,
    scored: answered.length - unscored.length,
    failed: failed.length,
    ...(failed.length > 0 ? { failures: countCodes(failed), first_failure: causesOf(failed) } : {}),
    truncated: answered.filter(({ finishReason }) => finishReason === 'length').length,
    empty: answered.filter(({ rawPrediction }) => typeof rawPrediction === 'string' && rawPrediction.trim() === '')
      .length,
    unparsed: evaluated[0]?.unparsed ?? 0,
    ...(named.length > 0 ? { unparsed_by_extraction: Object.fromEntries(named) } : {}),
  };
}
