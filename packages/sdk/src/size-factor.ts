import type { DatasetInfo } from './partitioner.ts';

/** Datasets whose answers reason at length. */
const LONG_ANSWERS = [
  /^bbh/,
  /^gsm8k/,
  /^math/,
  /^strategyqa/,
  /^agieval-jec/,
  /^agieval-gaokao-mathcloze$/,
  /^agieval-math$/,
  /professional_law$/,
];

/**
 * What one sample costs by OpenCompass's rule of size: one scored label costs 1, one written answer `genTaskCoef`; ten
 * times that for the datasets with long answers that OpenCompass names. A `ppl` dataset whose labels are not known
 * counts as written.
 */
export function sizeFactor(
  { abbr, mode, labels }: Pick<DatasetInfo, 'abbr' | 'mode' | 'labels'>,
  genTaskCoef: number,
): number {
  const factor = mode === 'ppl' ? (labels ?? genTaskCoef) : genTaskCoef;
  return LONG_ANSWERS.some((pattern) => pattern.test(abbr)) ? factor * 10 : factor;
}
