import { bySample, defineEvaluator, type EvaluatedSample } from 'oc-sdk';
import { oneClass, referenceInvalid } from '../errors.ts';
import { labelsOf } from '../labels.ts';
import { textOf } from '../python-text.ts';
import { percent, verdictsScorer } from '../sample-evaluator.ts';

/**
 * The chance that a positive has a higher score than a negative, ties counting half, in [0, 1]: the area under the ROC
 * curve (Hanley and McNeil 1982). NaN without a positive or without a negative.
 */
export function areaUnderCurve(scores: readonly { readonly score: number; readonly positive: boolean }[]): number {
  const sorted = scores.toSorted((a, b) => a.score - b.score);
  const positives = scores.filter(({ positive }) => positive).length;
  let rankSum = 0;
  for (let start = 0, end = 0; start < sorted.length; start = end) {
    while (end < sorted.length && sorted[end]?.score === sorted[start]?.score) end += 1;
    const tied = sorted.slice(start, end).filter(({ positive }) => positive).length;
    rankSum += (tied * (start + 1 + end)) / 2;
  }
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * (scores.length - positives));
}

/** `auc_score` and `accuracy`, in percent, of two classes, from the probabilities that `clp` gives. */
export default defineEvaluator({
  name: 'auc-roc',
  summary: 'Area under the ROC curve from the probability of the second label.',
  optionsSchema: { type: 'object', additionalProperties: false, properties: {} },
  create: () => bySample(() => verdictsScorer(verdictOf, metricsOf)),
});

function metricsOf(verdicts: readonly ReturnType<typeof verdictOf>[]): Record<string, number> {
  const area = areaUnderCurve(
    verdicts.map(({ probability, answer }) => ({ score: probability, positive: answer === 1 })),
  );
  if (Number.isNaN(area)) throw oneClass(verdicts.length);
  return { auc_score: 100 * area, accuracy: percent(verdicts, ({ correct }) => Number(correct)) };
}

function verdictOf(sample: EvaluatedSample) {
  const { names, probabilities } = classes(sample);
  const answer = classOf(sample.reference, names);
  const pred = probabilities.indexOf(Math.max(...probabilities));
  return { pred, answer, probability: probabilities[1] as number, correct: pred === answer };
}

/** A prediction that is a list of probabilities will do too. */
function classes(sample: EvaluatedSample): { names: readonly string[]; probabilities: readonly number[] } {
  const { prediction } = sample;
  if (Array.isArray(prediction) && prediction.length === 2 && prediction.every(Number.isFinite)) {
    return { names: ['0', '1'], probabilities: prediction };
  }
  const labels = labelsOf(sample, 'auc-roc', 'clp');
  const probabilities = labels.map(({ probability }) => probability ?? Number.NaN);
  if (probabilities.length === 2 && probabilities.every(Number.isFinite)) {
    return { names: labels.map(({ label }) => label), probabilities };
  }
  throw referenceInvalid(
    'auc-roc',
    labels.length,
    'two labels with a probability each, as the clp inferencer gives them',
  );
}

/** A reference is the index of a label, or the label. */
function classOf(reference: unknown, names: readonly string[]): number {
  const text = textOf(reference);
  const named = names.indexOf(text);
  const index = named >= 0 ? named : text.trim() === '' ? Number.NaN : Number(text);
  if (index === 0 || index === 1) return index;
  throw referenceInvalid('auc-roc', reference, `0, 1 or one of the labels ${names.join(', ')}`);
}
