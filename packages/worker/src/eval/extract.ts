import {
  type EvalConfig,
  instantiate,
  nestedSpec,
  type PluginBlock,
  pluginBlocksOf,
  readerConfigOf,
} from 'oc-plugin-host';
import type { EvaluatedSample, Postprocessor } from 'oc-sdk';
import type { BlockSpec, PairSpec } from 'oc-sdk/run-directory';
import type { WorkerContext } from '../context.ts';
import type { AnsweredSample } from './answers.ts';
import { roleCutter } from './pred-role.ts';

/** A way to read answers, as live steps. */
export interface Extractor {
  /** undefined: there is only one. */
  readonly name: string | undefined;
  readonly evaluator: PluginBlock;
  /** Whether anything is searched in the answers: only then can nothing be found. */
  readonly searches: boolean;
  extract(sample: AnsweredSample): EvaluatedSample;
  /** What it makes of an answer alone. */
  predictionOf(answer: unknown): unknown;
}

/** The extractions of a dataset: each reads answers from the start, with the steps that all share in front. */
export async function extractorsOf(context: WorkerContext, pair: PairSpec, config: EvalConfig): Promise<Extractor[]> {
  const { spec } = context;
  const dataset = spec.datasets[pair.dataset] as BlockSpec;
  const model = spec.models[pair.model] as BlockSpec;
  const ofDataset = (blocks: readonly PluginBlock[]) => postprocessors(context, dataset, 'eval_cfg', blocks);
  const shared = [
    roleCutter(config.predRole, model.block.meta_template, spec.compat),
    ...(await postprocessors(context, model, 'pred_postprocessor', pluginBlocksOf(model.block.pred_postprocessor))),
    ...(await ofDataset(config.predPostprocessors)),
  ];
  const references = await ofDataset(config.datasetPostprocessors);
  const { outputColumn } = readerConfigOf(dataset.block);
  const referenceOf = ({ row }: AnsweredSample) =>
    outputColumn === undefined ? undefined : apply(references, row[outputColumn]);
  const ways =
    config.extractions.length > 0 ? config.extractions : [{ ...config, name: undefined, predPostprocessors: [] }];
  return await Promise.all(
    ways.map(async ({ name, evaluator, predPostprocessors }): Promise<Extractor> => {
      const steps = [...shared, ...(await ofDataset(predPostprocessors))];
      const predictionOf = (answer: unknown): unknown => apply(steps, answer);
      return {
        name,
        evaluator,
        // The first step is the cutter, which leaves something wherever there was something.
        searches: steps.length > 1,
        extract: (sample) => ({
          ...sample,
          prediction: predictionOf(sample.rawPrediction),
          reference: referenceOf(sample),
        }),
        predictionOf,
      };
    }),
  );
}

async function postprocessors(
  { host, logger, stopping, spec }: WorkerContext,
  owner: BlockSpec,
  key: string,
  blocks: readonly PluginBlock[],
): Promise<Postprocessor[]> {
  const context = { logger, signal: stopping, ...(spec.compat === undefined ? {} : { compat: spec.compat }) };
  return await Promise.all(
    blocks.map((block) => instantiate(host, 'postprocessor', nestedSpec(owner, key, block), context)),
  );
}

/** Text goes through all steps; a list element by element; anything else stays. */
function apply(steps: readonly Postprocessor[], value: unknown): unknown {
  if (Array.isArray(value)) return value.map((element) => apply(steps, element));
  return steps.reduce<unknown>((current, step) => (typeof current === 'string' ? step(current) : current), value);
}
