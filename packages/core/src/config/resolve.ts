import { resolve } from 'node:path';
import {
  addedMessagesOf,
  evalConfigOf,
  expandEnv,
  inferConfigOf,
  metaTemplateOf,
  pluginBlocksOf,
  readerConfigOf,
  repeatsOf,
} from 'oc-plugin-host';
import type { Compat, PluginKind } from 'oc-sdk';
import { type BlockContext, checkBlock } from './check-block.ts';
import { checkEvaluator, checkUnusedEvaluator } from './check-evaluator.ts';
import { checkRoles } from './check-roles.ts';
import { child, itemsAt, nodeAt, type Path, plain, plainMap, positionAt, textAt } from './node.ts';
import type { Combination, Config, DatasetBlock, ModelBlock, Price, RunnerBlock, StageBlock } from './types.ts';

/**
 * Checks every plugin block and puts the config together. Undefined: there are problems, told by now.
 *
 * @param sound whether core's schema found nothing wrong at a path or below
 * @param scored whether anything is to be scored
 */
export async function resolveConfig(
  context: BlockContext,
  sound: (path: Path) => boolean,
  { cwd, scored }: { readonly cwd: string; readonly scored: boolean },
): Promise<Omit<Config, 'file'> | undefined> {
  const { root, envNames } = context;
  const models = await Promise.all(itemsAt(root, 'models').map((_, index) => modelAt(index, context, sound)));
  const datasets = await Promise.all(
    itemsAt(root, 'datasets').map((_, index) => datasetAt(index, context, sound, scored)),
  );
  const infer = await stageAt('infer', context);
  const evaluation = await stageAt('eval', context);
  const summarizer = await checkBlock('summarizer', ['summarizer'], context);
  const workDir = workDirOf(context, cwd);
  if (!isWhole(models) || !isWhole(datasets) || !infer || !evaluation || !summarizer) return undefined;
  const combinations = combinationsOf(context, models, datasets);
  if (!context.problems.any) checkRoles(root, models, datasets, combinations, context.problems);
  return {
    workDir,
    models,
    datasets,
    infer,
    eval: evaluation,
    summarizer,
    compat: textAt(root, 'compat') as Compat | undefined,
    allowCodeExecution: plainMap(root).allow_code_execution === true,
    combinations,
    resolved: plainMap(root),
    envNames: [...envNames].sort(),
  };
}

async function modelAt(
  index: number,
  context: BlockContext,
  sound: (path: Path) => boolean,
): Promise<ModelBlock | undefined> {
  const path = ['models', index];
  const resolved = await checkBlock('model', path, context);
  await checkNested('postprocessor', [...path, 'pred_postprocessor'], context);
  if (resolved === undefined || !sound(path)) return undefined;
  const block = resolved.spec.block as ModelKeys;
  return {
    ...resolved,
    abbr: String(block.abbr),
    summarizerAbbr: block.summarizer_abbr ?? String(block.abbr),
    numGpus: block.num_gpus ?? block.run_cfg?.num_gpus ?? 0,
    maxOutLen: block.max_out_len,
    minOutLen: block.min_out_len,
    maxSeqLen: block.max_seq_len,
    batchSize: block.batch_size,
    price: block.price,
    metaTemplate: metaTemplateOf(resolved.spec.block),
    addedMessages: addedMessagesOf(resolved.spec.block),
    predPostprocessors: pluginBlocksOf(block.pred_postprocessor),
  };
}

/** Core's keys of a model, as the schema admits them. */
interface ModelKeys {
  readonly abbr?: string;
  readonly summarizer_abbr?: string;
  readonly num_gpus?: number;
  readonly run_cfg?: { readonly num_gpus?: number };
  readonly max_out_len?: number;
  readonly min_out_len?: number;
  readonly max_seq_len?: number;
  readonly batch_size?: number | 'auto';
  readonly price?: Price;
  readonly pred_postprocessor?: unknown;
}

async function datasetAt(
  index: number,
  context: BlockContext,
  sound: (path: Path) => boolean,
  scored: boolean,
): Promise<DatasetBlock | undefined> {
  const path = ['datasets', index];
  const resolved = await checkBlock('dataset', path, context);
  const embeddings = await checkBlock('model', [...path, 'infer_cfg', 'retriever', 'embeddings'], context);
  const scorer = await checkBlock('model', [...path, 'infer_cfg', 'retriever', 'scorer'], context);
  const evaluator = [...path, 'eval_cfg', 'evaluator'];
  const checked = scored ? checkEvaluator : checkUnusedEvaluator;
  const needs = await checked(evaluator, context);
  const compared = new Set(needs.comparedWith);
  await checkNested('postprocessor', [...path, 'eval_cfg', 'pred_postprocessor'], context);
  await checkNested('postprocessor', [...path, 'eval_cfg', 'dataset_postprocessor'], context);
  for (const index of itemsAt(context.root, ...path, 'eval_cfg', 'extractions').keys()) {
    const extraction = [...path, 'eval_cfg', 'extractions', index];
    const own = [...extraction, 'evaluator'];
    for (const model of (await checked(own, context)).comparedWith) compared.add(model);
    await checkNested('postprocessor', [...extraction, 'pred_postprocessor'], context);
  }
  if (resolved === undefined || !sound(path)) return undefined;
  const { block } = resolved.spec;
  return {
    ...resolved,
    abbr: String(block.abbr),
    repeats: repeatsOf(block),
    reader: readerConfigOf(block),
    infer: inferConfigOf(block),
    embeddings,
    scorer,
    evaluation: evalConfigOf(block),
    judges: needs.judges,
    comparedWith: [...compared],
  };
}

/** Blocks inside another one are made by the workers: here they are only checked. */
async function checkNested(kind: PluginKind, path: Path, context: BlockContext): Promise<void> {
  const node = nodeAt(context.root, path);
  const paths = node?.kind === 'list' ? node.items.map((_, index) => [...path, index]) : [path];
  for (const each of paths) await checkBlock(kind, each, context);
}

async function stageAt(stage: 'infer' | 'eval', context: BlockContext): Promise<StageBlock | undefined> {
  const partitioner = await checkBlock('partitioner', [stage, 'partitioner'], context);
  const runner = await checkBlock('runner', [stage, 'runner'], context);
  if (!partitioner || !runner) return undefined;
  const block = runner.spec.block as RunnerKeys;
  const keys: Omit<RunnerBlock, keyof typeof runner> = {
    maxNumWorkers: block.max_num_workers,
    retry: block.retry ?? 2,
    taskTimeLimit: block.task_time_limit,
    warnSilentMinutes: block.warn_silent_minutes ?? 10,
    debug: block.debug ?? false,
  };
  return { partitioner, runner: { ...runner, ...keys } };
}

/** Core's keys of a runner, as the schema admits them. */
interface RunnerKeys {
  readonly max_num_workers?: number;
  readonly retry?: number;
  readonly task_time_limit?: number;
  readonly warn_silent_minutes?: number;
  readonly debug?: boolean;
}

function workDirOf({ root, env, envNames, problems }: BlockContext, cwd: string): string {
  const { value, missing, names } = expandEnv(textAt(root, 'work_dir') ?? '', env);
  for (const name of names) envNames.add(name);
  for (const { name } of missing) {
    problems.add(positionAt(root, ['work_dir']), `the environment variable ${name} is not set`);
  }
  return resolve(cwd, value);
}

function combinationsOf(
  { root }: BlockContext,
  models: readonly ModelBlock[],
  datasets: readonly DatasetBlock[],
): readonly Combination[] {
  const said = child(root, 'model_dataset_combinations');
  if (said !== undefined) return plain(said) as Combination[];
  return [{ models: models.map(({ abbr }) => abbr), datasets: datasets.map(({ abbr }) => abbr) }];
}

function isWhole<Value>(values: readonly (Value | undefined)[]): values is readonly Value[] {
  return !values.includes(undefined);
}
