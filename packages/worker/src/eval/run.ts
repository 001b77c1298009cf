import { DatasetView, instantiate, readerConfigOf, repeatsOf } from 'oc-plugin-host';
import { isOcError } from 'oc-sdk';
import type { BlockSpec, PairSpec } from 'oc-sdk/run-directory';
import { namedError } from 'oc-sdk/run-directory';
import { end, type WorkerContext } from '../context.ts';
import type { HeldTask } from '../task-queue.ts';
import { coverage } from './coverage.ts';
import { mergePredictions } from './merge.ts';
import { nextTask } from './next-task.ts';
import { score } from './score.ts';

/** Takes eval tasks until none is left, or to come: merges the answers of each pair and scores them. */
export async function evaluate(context: WorkerContext): Promise<void> {
  try {
    await evaluateAll(context);
  } finally {
    await context.judges.close();
  }
}

async function evaluateAll(context: WorkerContext): Promise<void> {
  while (!context.stopping.aborted) {
    const held = await nextTask(context);
    if (held === undefined) return;
    const { id } = held.task;
    context.events.emit({ event: 'claimed', task: id, attempt: held.attempt });
    context.events.emit({ event: 'started', task: id, attempt: held.attempt });
    const failures = await evaluateParts(context, held);
    // Broken off: who asked this worker to end will end what it holds.
    if (failures.length > 0 && context.stopping.aborted) return;
    await end(context, held, failures.length > 0 ? failed(failures[0]) : { status: 'succeeded', failedSamples: 0 });
  }
}

/** A pair that cannot be scored keeps none of the others from it. Returns why those that could not could not. */
async function evaluateParts(context: WorkerContext, { task, attempt }: HeldTask): Promise<unknown[]> {
  const failures: unknown[] = [];
  for (const [part, { dataset }] of task.parts.entries()) {
    try {
      await evaluatePair(context, pairOf(context, dataset));
      context.events.emit({ event: 'part', task: task.id, attempt, part, failed: 0 });
    } catch (error) {
      const cause = namedError(error);
      context.logger.error(cause instanceof Error ? cause.message : String(cause));
      failures.push(cause);
    }
  }
  return failures;
}

function failed(cause: unknown): Parameters<typeof end>[2] {
  const detail = cause instanceof Error ? cause.message : String(cause);
  const code = isOcError(cause) ? { code: cause.code, fatal: cause.fatal } : {};
  return { status: 'failed', reason: 'error', detail, ...code };
}

async function evaluatePair(context: WorkerContext, pair: PairSpec): Promise<void> {
  const { spec, directory, host, logger, stopping } = context;
  const block = spec.datasets[pair.dataset] as BlockSpec;
  const dataset = await instantiate(host, 'dataset', block, { logger, signal: stopping });
  const view = new DatasetView(
    dataset,
    readerConfigOf(block.block),
    spec.splits[pair.dataset] as (typeof spec.splits)[string],
    spec.limit,
    repeatsOf(block.block).n,
  );
  try {
    const folder = directory.predictions(pair.model, pair.dataset, pair.fingerprint);
    const answers = await coverage(folder, view.selection, `${pair.model} / ${pair.dataset}`);
    await mergePredictions(answers, directory.mergedPredictions(pair.model, pair.dataset));
    if (spec.score) await score(context, pair, view, answers);
  } finally {
    await view.close();
  }
}

function pairOf({ spec, model }: WorkerContext, dataset: string): PairSpec {
  return spec.pairs.find((pair) => pair.model === model && pair.dataset === dataset) as PairSpec;
}
