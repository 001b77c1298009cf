import {
  bySample,
  defineEvaluator,
  type EvaluatedSample,
  type OptionsSchema,
  type Plugin,
  type SampleVerdict,
  type Scorer,
} from 'oc-sdk';

type Judged = SampleVerdict & { readonly correct: boolean };

interface SampleEvaluator<Options> {
  readonly name: string;
  readonly summary: string;
  /** The name of the metric: the share of right samples, in percent. */
  readonly metric: string;
  readonly optionsSchema?: OptionsSchema;
  judge(sample: EvaluatedSample, options: Options): Judged;
}

interface MeanEvaluator<Options, Verdict extends SampleVerdict> {
  readonly name: string;
  readonly summary: string;
  readonly optionsSchema?: OptionsSchema;
  judge(sample: EvaluatedSample, options: Options): Verdict;
  /** Metric name to a sample's share of the full mark, 0 to 1; what is reported is the mean, in percent. */
  readonly metrics: Readonly<Record<string, (verdict: Verdict) => number>>;
}

const NO_OPTIONS: OptionsSchema = { type: 'object', additionalProperties: false, properties: {} };

/** An evaluator whose metric is the share of right samples, in percent; of no samples it is 0. */
export function sampleEvaluator<Options>(evaluator: SampleEvaluator<Options>): Plugin<'evaluator'> {
  const { metric, ...rest } = evaluator;
  return meanEvaluator({ ...rest, metrics: { [metric]: ({ correct }: Judged) => Number(correct) } });
}

/** An evaluator whose metrics are means over the samples, in percent; of no samples they are 0. */
export function meanEvaluator<Options, Verdict extends SampleVerdict>(
  evaluator: MeanEvaluator<Options, Verdict>,
): Plugin<'evaluator'> {
  const { name, summary, optionsSchema = NO_OPTIONS } = evaluator;
  return defineEvaluator({
    name,
    summary,
    optionsSchema,
    create: (options: Options) =>
      bySample(() =>
        meanScorer((sample) => evaluator.judge(sample, options), Object.entries(evaluator.metrics) as Share<Verdict>[]),
      ),
  });
}

/** A metric, and the share of the full mark that a sample has in it. */
type Share<Verdict> = readonly [metric: string, share: (verdict: Verdict) => number];

/** Scores by means over the samples, in percent; of no samples they are 0. */
export function meanScorer<Verdict extends SampleVerdict>(
  judge: (sample: EvaluatedSample) => Verdict,
  shares: readonly Share<Verdict>[],
): Scorer {
  const sums = new Float64Array(shares.length);
  let samples = 0;
  return {
    add(sample) {
      const verdict = judge(sample);
      samples += 1;
      for (let i = 0; i < shares.length; i += 1)
        sums[i] = (sums[i] as number) + (shares[i] as Share<Verdict>)[1](verdict);
      return withUnparsed(verdict, sample);
    },
    compute: () =>
      Object.fromEntries(
        shares.map(([metric], i) => [metric, samples === 0 ? 0 : (100 * (sums[i] as number)) / samples]),
      ),
  };
}

/** Scores by what all verdicts together say: it keeps these, but not the samples. */
export function verdictsScorer<Verdict extends SampleVerdict>(
  judge: (sample: EvaluatedSample) => Verdict,
  metricsOf: (verdicts: readonly Verdict[]) => Record<string, number>,
): Scorer {
  const verdicts: Verdict[] = [];
  return {
    add(sample) {
      const verdict = judge(sample);
      verdicts.push(verdict);
      return withUnparsed(verdict, sample);
    },
    compute: () => metricsOf(verdicts),
  };
}

/** A verdict that is wrong where nothing was extracted says so. */
export function withUnparsed<Verdict extends SampleVerdict>(
  verdict: Verdict,
  { prediction }: EvaluatedSample,
): Verdict {
  return verdict.correct === false && isUnparsed(prediction) ? { ...verdict, unparsed: true } : verdict;
}

/** The mean of a share of each, in percent; 0 of none. */
export function percent<Item>(items: readonly Item[], share: (item: Item) => number): number {
  return items.length === 0 ? 0 : (100 * items.reduce((sum, item) => sum + share(item), 0)) / items.length;
}

/** What the extractors of this package give where they find nothing. */
function isUnparsed(prediction: unknown): boolean {
  return ['', null, undefined, 'NULL', 'NO ANSWER FOUND'].includes(prediction as string);
}
