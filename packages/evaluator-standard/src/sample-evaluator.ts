import { defineEvaluator, type EvaluatedSample, type Plugin, type SampleVerdict } from 'oc-sdk';

interface SampleEvaluator {
  readonly name: string;
  readonly summary: string;
  /** The name of the metric. */
  readonly metric: string;
  judge(sample: EvaluatedSample): SampleVerdict & { readonly correct: boolean };
}

/** An evaluator without options whose metric is the share of right samples, in percent; of no samples it is 0. */
export function sampleEvaluator({ name, summary, metric, judge }: SampleEvaluator): Plugin<'evaluator'> {
  return defineEvaluator({
    name,
    summary,
    optionsSchema: { type: 'object', additionalProperties: false, properties: {} },
    create: () => ({
      evaluate(samples, { signal }) {
        signal.throwIfAborted();
        const details = samples.map(judge);
        const right = details.filter(({ correct }) => correct).length;
        return { metrics: { [metric]: samples.length === 0 ? 0 : (100 * right) / samples.length }, details };
      },
    }),
  });
}
