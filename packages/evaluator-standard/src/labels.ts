import type { EvaluatedSample } from 'oc-sdk';
import { labelsMissing } from './errors.ts';

/** What a model said of one label or text. */
export interface Label {
  readonly label: string;
  readonly prompt: string;
  /** Sum over the tokens, in nats. */
  readonly nll: number;
  readonly tokens: number;
  /** Only from `clp`: of this label among all, in [0, 1]. */
  readonly probability?: number;
}

/** The labels of a sample that was scored, not generated. Throws `LABELS_MISSING`. */
export function labelsOf(sample: EvaluatedSample, evaluator: string, inferencer: string): readonly Label[] {
  const { labels } = sample as { readonly labels?: readonly Label[] };
  if (labels === undefined || labels.length === 0) throw labelsMissing(evaluator, inferencer, sample.index);
  return labels;
}
