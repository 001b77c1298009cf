import {
  type Asked,
  type DatasetSplits,
  instantiate,
  isGenerating,
  isLabelTemplates,
  type PluginHost,
  repeated,
  selectRows,
} from 'oc-plugin-host';
import type { DatasetInfo, Logger, Partitioner, Range, TaskDraft } from 'oc-sdk';
import { countOf } from 'oc-sdk';
import type { PairSpec, RunDirectory } from 'oc-sdk/run-directory';
import type { Config, DatasetBlock, ModelBlock, StageBlock } from '../config/types.ts';
import type { Estimate } from '../costs/estimate.ts';
import type { RunCosts } from '../costs/run-costs.ts';
import { emptyDataset, splitInEval } from '../errors.ts';
import { checkPartition } from './check-partition.ts';
import { checkRows } from './check-rows.ts';
import { datasetCostKey, pairSpec, promptVersion } from './fingerprint.ts';
import { mapFew } from './map-few.ts';
import { type Pending, pendingSamples } from './pending.ts';
import { type PairResult, readResult } from './results.ts';
import { readSplits } from './splits.ts';
import type { WorkerLimits } from './workers.ts';

/** One (model, dataset) and how far it is. */
export interface PlannedPair {
  readonly spec: PairSpec;
  readonly model: ModelBlock;
  readonly dataset: DatasetBlock;
  /** Samples: rows times `n`. */
  readonly size: number;
  readonly selection: Asked;
  /** Other models, by abbr, whose answers to the dataset its score takes. */
  readonly comparedWith: readonly string[];
  /** Names what a sample of it takes, whatever the model; see RunCosts. */
  readonly costKey: string;
  /** Samples without an answer. */
  readonly pending: readonly Range[];
  /** How many of them have not failed either. */
  readonly unasked: number;
  /** There already, from an earlier invocation, and of every sample: one with failures is made anew. */
  readonly result: PairResult | undefined;
}

/** A task before it has an id. */
export interface PlannedTask extends TaskDraft {
  readonly model: string;
  /** The task that it is a piece of. */
  readonly cutFrom?: string;
}

export interface Plan {
  readonly pairs: readonly PlannedPair[];
  readonly splits: Readonly<Record<string, DatasetSplits>>;
  readonly infer: readonly PlannedTask[];
  readonly eval: readonly PlannedTask[];
  readonly versions: ReadonlyMap<string, string>;
  /** Seconds per sample that the plan counts with, by model and dataset. */
  readonly estimates: ReadonlyMap<string, ReadonlyMap<string, Estimate>>;
  /** Whether infer tasks may be cut again while the run goes. */
  readonly divisible: boolean;
}

export interface PlanRequest {
  readonly config: Config;
  readonly host: PluginHost;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  readonly cache: string;
  readonly limit: number | undefined;
  readonly mode: 'all' | 'infer' | 'eval' | 'viz';
  readonly workers: WorkerLimits;
  readonly costs: RunCosts;
  /** undefined: nothing can have been answered yet. */
  readonly directory: RunDirectory | undefined;
}

/** What is to be done: every pair of the config, less what is there already, cut into tasks. */
export async function makePlan(request: PlanRequest): Promise<Plan> {
  const { config } = request;
  const splits = await readSplits({ ...request, datasets: config.datasets });
  if (request.mode === 'all' || request.mode === 'infer') await checkRows(config, splits, request);
  const pairs = await plannedPairs(request, splits);
  const estimates = estimatesOf(request, pairs);
  const nothing = { tasks: [], divisible: false };
  const infers = request.mode === 'all' || request.mode === 'infer';
  const { tasks: infer, divisible } = infers ? await inferTasks(request, pairs, estimates) : nothing;
  return {
    ...{ pairs, splits, estimates, infer, divisible },
    eval: request.mode === 'viz' ? [] : await evalTasks(request, pairs),
    versions: new Map(config.datasets.map((dataset) => [dataset.abbr, promptVersion(dataset, config.compat)])),
  };
}

async function plannedPairs(
  { config, limit, mode, directory }: PlanRequest,
  splits: Plan['splits'],
): Promise<PlannedPair[]> {
  const wanted = new Set(
    config.combinations.flatMap(({ models, datasets }) =>
      models.flatMap((model) => datasets.map((dataset) => `${model}/${dataset}`)),
    ),
  );
  const pairs = config.models.flatMap((model) => config.datasets.map((dataset) => ({ model, dataset })));
  const chosen = pairs.filter(({ model, dataset }) => wanted.has(`${model.abbr}/${dataset.abbr}`));
  return await mapFew(chosen, async ({ model, dataset }): Promise<PlannedPair> => {
    const split = splits[dataset.abbr] as DatasetSplits;
    const others = config.models.filter((other) => other !== model && dataset.comparedWith.includes(other.abbr));
    const spec = pairSpec(model, dataset, split, { limit, compat: config.compat, comparedWith: others });
    const selection = repeated(selectRows(split.test.rows, dataset.reader.testRange, limit), dataset.repeats.n);
    if (selection.size === 0) throw emptyDataset(dataset.abbr, `test_range ${dataset.reader.testRange}`);
    const found = directory && (await readResult(directory, spec));
    const result = found?.coverage?.failed ? undefined : found;
    const { ranges: pending, unasked } = await pendingOf(directory, spec, selection, result);
    const costKey = datasetCostKey(model, dataset, split);
    // Who only asks models waits for nobody.
    const comparedWith = mode === 'infer' ? [] : others.map(({ abbr }) => abbr);
    return { spec, model, dataset, size: selection.size, selection, comparedWith, costKey, pending, unasked, result };
  });
}

async function pendingOf(
  directory: RunDirectory | undefined,
  spec: PairSpec,
  selection: Asked,
  result: PairResult | undefined,
): Promise<Pending> {
  if (result !== undefined) return { ranges: [], unasked: 0 };
  if (directory === undefined) return { ranges: [{ start: 0, end: selection.size }], unasked: selection.size };
  return await pendingSamples(directory, spec, selection);
}

async function inferTasks(
  request: PlanRequest,
  pairs: readonly PlannedPair[],
  estimates: Plan['estimates'],
): Promise<Partitioned> {
  const open = pairs.filter(({ pending }) => countOf(pending) > 0);
  return await partition(request, request.config.infer, open, (pair) => ({
    ...datasetInfo(pair, pair.pending),
    ...known(estimates.get(pair.model.abbr)?.get(pair.dataset.abbr)),
  }));
}

function known(estimate: Estimate | undefined): Pick<DatasetInfo, 'secondsPerSample'> {
  return estimate ? { secondsPerSample: estimate.secondsPerSample } : {};
}

function estimatesOf({ config, costs }: PlanRequest, pairs: readonly PlannedPair[]): Plan['estimates'] {
  return new Map(
    config.models.map((model) => {
      const own = pairs.filter((pair) => pair.model === model);
      const estimates = costs.estimates(
        model,
        own.map((pair) => ({ pair, info: datasetInfo(pair, pair.pending) })),
      );
      return [model.abbr, new Map(own.map(({ dataset }, i) => [dataset.abbr, estimates[i] as Estimate]))];
    }),
  );
}

/** Eval works on whole pairs: a score over a part of one is no score. */
async function evalTasks(request: PlanRequest, pairs: readonly PlannedPair[]): Promise<readonly PlannedTask[]> {
  const open = pairs.filter(({ result, size }) => result === undefined && size > 0);
  const whole = (pair: PlannedPair) => datasetInfo(pair, [{ start: 0, end: pair.size }]);
  const { tasks } = await partition(request, request.config.eval, open, whole);
  const seen = new Set<string>();
  for (const { model, parts } of tasks) {
    for (const { dataset } of parts) {
      if (seen.has(`${model}/${dataset}`)) throw splitInEval(request.config.eval.partitioner.plugin.type, dataset);
      seen.add(`${model}/${dataset}`);
    }
  }
  return tasks;
}

interface Partitioned {
  readonly tasks: readonly PlannedTask[];
  readonly divisible: boolean;
}

async function partition(
  { host, logger, signal, config, workers, costs }: PlanRequest,
  { partitioner: block }: StageBlock,
  pairs: readonly PlannedPair[],
  infoOf: (pair: PlannedPair) => DatasetInfo,
): Promise<Partitioned> {
  const partitioner: Partitioner = await instantiate(host, 'partitioner', block.spec, { logger, signal });
  const tasks = config.models.flatMap((model) => {
    const datasets = pairs.filter((pair) => pair.model === model).map(infoOf);
    if (datasets.length === 0) return [];
    const loadSeconds = costs.loadSeconds(model);
    const load = loadSeconds === undefined ? {} : { loadSeconds };
    const input = { model: { abbr: model.abbr }, datasets, workers: workers.of(model), ...load };
    const drafts = [...partitioner.partition(input)];
    checkPartition(block.plugin.type, datasets, drafts);
    return drafts.map((draft) => ({ ...draft, model: model.abbr }));
  });
  return { tasks, divisible: partitioner.divisible === true };
}

function datasetInfo({ dataset, size }: PlannedPair, pending: readonly Range[]): DatasetInfo {
  const { inferencer, prompt } = dataset.infer;
  if (isGenerating(inferencer)) return { abbr: dataset.abbr, size, pending, mode: 'gen' };
  const named = 'labels' in inferencer ? inferencer.labels : 'choices' in inferencer ? inferencer.choices : undefined;
  const labels = named?.length ?? (isLabelTemplates(prompt) ? prompt.length : 1);
  return { abbr: dataset.abbr, size, pending, mode: 'ppl', labels };
}
