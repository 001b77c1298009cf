/** OpenCompass's order: the first of these that a dataset has is its main metric. */
const PREFERRED = [
  'score',
  'auc_score',
  'accuracy',
  'humaneval_pass@1',
  'rouge1',
  'avg_toxicity_score',
  'bleurt_diff',
  'matthews_correlation',
  'truth',
  'f1',
  'exact_match',
  'extract_rate',
];

/** By-products of BLEU that are no scores. */
const HIDDEN = ['bp', 'sys_len', 'ref_len'];

/** All metrics of the lists, each once: preferred ones first, the rest as they come. */
export function orderMetrics(lists: readonly (readonly string[])[]): string[] {
  const all = new Set(lists.flat());
  for (const hidden of HIDDEN) all.delete(hidden);
  return [...PREFERRED.filter((metric) => all.delete(metric)), ...all];
}
