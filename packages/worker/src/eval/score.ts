import {
  type DatasetView,
  type EvalConfig,
  evalConfigOf,
  instantiate,
  nestedSpec,
  type PluginBlock,
  pluginBlocksOf,
  readerConfigOf,
} from 'oc-plugin-host';
import { type EvaluatedSample, type Evaluation, OcError, type Postprocessor } from 'oc-sdk';
import { type BlockSpec, type PairSpec, writeFileAtomically } from 'oc-sdk/run-directory';
import type { WorkerContext } from '../context.ts';
import { notAllScored } from '../errors.ts';
import type { Coverage } from './coverage.ts';
import { createEvaluator } from './create-evaluator.ts';
import { readAnswers } from './read-answers.ts';

/** Scores the answers of a pair and writes its result. */
export async function score(
  context: WorkerContext,
  pair: PairSpec,
  view: DatasetView,
  answers: Coverage,
): Promise<void> {
  const { spec, directory, stopping } = context;
  const block = spec.datasets[pair.dataset] as BlockSpec;
  const config = evalConfigOf(block.block);
  if (config === undefined) throw noEvaluator(pair.dataset);
  const samples = await evaluatedSamples(context, pair, config, view, answers);
  const evaluator = await createEvaluator(context, pair, block);
  const evaluation = await evaluator.evaluate(samples, { signal: stopping });
  checkMetrics(evaluation, String(config.evaluator.type));
  checkAllScored(evaluation, `${pair.model} / ${pair.dataset}`, samples.length);
  // `details` comes last: whoever wants only the metrics need not read on.
  const result = {
    ...evaluation.metrics,
    oc: { fingerprint: pair.evalFingerprint, samples: samples.length },
    ...(spec.details ? { details: detailsOf(samples, evaluation) } : {}),
  };
  await writeFileAtomically(directory.result(pair.model, pair.dataset), `${JSON.stringify(result, null, 2)}\n`);
}

async function evaluatedSamples(
  context: WorkerContext,
  pair: PairSpec,
  config: EvalConfig,
  view: DatasetView,
  answers: Coverage,
): Promise<EvaluatedSample[]> {
  const { spec } = context;
  const dataset = spec.datasets[pair.dataset] as BlockSpec;
  const model = spec.models[pair.model] as BlockSpec;
  const answerSteps = [
    ...(await postprocessors(context, model, 'pred_postprocessor', pluginBlocksOf(model.block.pred_postprocessor))),
    ...(await postprocessors(context, dataset, 'eval_cfg', config.predPostprocessors)),
  ];
  const referenceSteps = await postprocessors(context, dataset, 'eval_cfg', config.datasetPostprocessors);
  const { outputColumn } = readerConfigOf(dataset.block);
  const rows = view.samples(0, view.selection.size)[Symbol.asyncIterator]();
  const samples: EvaluatedSample[] = [];
  for await (const record of readAnswers(answers)) {
    const { value } = await rows.next();
    samples.push({
      index: value.position,
      id: record.id,
      prediction: apply(answerSteps, record.prediction),
      rawPrediction: record.prediction,
      reference: outputColumn === undefined ? undefined : apply(referenceSteps, value.row[outputColumn]),
      row: value.row,
      prompt: 'labels' in record ? (record.labels[0]?.prompt ?? '') : record.origin_prompt,
    });
  }
  return samples;
}

async function postprocessors(
  context: WorkerContext,
  owner: BlockSpec,
  key: string,
  blocks: readonly PluginBlock[],
): Promise<Postprocessor[]> {
  const { host, logger, stopping } = context;
  const made = blocks.map((block) =>
    instantiate(host, 'postprocessor', nestedSpec(owner, key, block), { logger, signal: stopping }),
  );
  return await Promise.all(made);
}

/** Text goes through all steps; a list element by element; anything else stays. */
function apply(steps: readonly Postprocessor[], value: unknown): unknown {
  if (Array.isArray(value)) return value.map((element) => apply(steps, element));
  return steps.reduce<unknown>((current, step) => (typeof current === 'string' ? step(current) : current), value);
}

function detailsOf(samples: readonly EvaluatedSample[], { details }: Evaluation): object {
  const entries = samples.map((sample, i) => [
    String(i),
    {
      prompt: sample.prompt,
      origin_prediction: sample.rawPrediction,
      predictions: sample.prediction,
      references: sample.reference,
      ...details?.[i],
    },
  ]);
  return Object.fromEntries(entries);
}

/** A sample that a judge could not be asked about is not wrong: a score without it would not be one over all. */
function checkAllScored({ details = [] }: Evaluation, pair: string, size: number): void {
  const causes = new Map<string, number>();
  for (const { failed } of details) if (failed) causes.set(failed.code, (causes.get(failed.code) ?? 0) + 1);
  if (causes.size > 0) throw notAllScored(pair, causes, size);
}

function checkMetrics({ metrics }: Evaluation, evaluator: string): void {
  const bad = Object.entries(metrics).find(([, value]) => !Number.isFinite(value));
  if (bad === undefined && Object.keys(metrics).length > 0) return;
  throw new OcError({
    code: 'BAD_METRIC',
    message: bad
      ? `evaluator ${evaluator} returned ${bad[0]} = ${bad[1]}`
      : `evaluator ${evaluator} returned no metric`,
    details: 'Every metric must be a finite number. This is a mistake in the evaluator.',
    fatal: true,
  });
}

function noEvaluator(dataset: string): OcError {
  return new OcError({
    code: 'NO_EVALUATOR',
    message: `dataset ${dataset} has no eval_cfg`,
    details: 'Name an evaluator: eval_cfg: {evaluator: {type: accuracy}}; or run with --mode infer.',
    fatal: true,
  });
}
