import { bySample, defineEvaluator, type EvaluatedSample } from 'oc-sdk';
import { textOf } from '../python-text.ts';
import { verdictsScorer } from '../sample-evaluator.ts';

/**
 * Matthews' correlation coefficient of two labellings with any number of labels, in [-1, 1]: Gorodkin 2004, equation 8,
 * the R_K statistic that scikit-learn computes. 0 where one of the two has a single label.
 */
export function matthews(pairs: readonly (readonly [prediction: string, reference: string])[]): number {
  const [predicted, actual] = [0, 1].map((side) => countsOf(pairs.map((pair) => pair[side] as string)));
  const total = pairs.length;
  const right = pairs.filter(([a, b]) => a === b).length;
  const both = sum([...(actual ?? [])].map(([label, count]) => count * (predicted?.get(label) ?? 0)));
  const squares = [predicted, actual].map(
    (counts) => total ** 2 - sum([...(counts ?? [])].map(([, count]) => count ** 2)),
  );
  const spread = Math.sqrt((squares[0] ?? 0) * (squares[1] ?? 0));
  return spread === 0 ? 0 : (right * total - both) / spread;
}

function countsOf(labels: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return counts;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** `matthews_correlation`, in percent. */
export default defineEvaluator({
  name: 'mcc',
  summary: "Matthews' correlation coefficient.",
  optionsSchema: { type: 'object', additionalProperties: false, properties: {} },
  create: () => bySample(() => verdictsScorer(verdictOf, metricsOf)),
});

function verdictOf({ prediction, reference }: EvaluatedSample) {
  const [pred, answer] = [textOf(prediction), textOf(reference)];
  return { pred, answer, correct: pred === answer };
}

function metricsOf(verdicts: readonly ReturnType<typeof verdictOf>[]): Record<string, number> {
  return { matthews_correlation: 100 * matthews(verdicts.map(({ pred, answer }) => [pred, answer])) };
}
