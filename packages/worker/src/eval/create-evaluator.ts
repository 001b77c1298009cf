import { isDeepStrictEqual } from 'node:util';
import { type ContextBase, instantiate, spelledOut } from 'oc-plugin-host';
import type { Evaluator, EvaluatorContext } from 'oc-sdk';
import type { BlockSpec, PairSpec } from 'oc-sdk/run-directory';
import type { WorkerContext } from '../context.ts';

type Block = Readonly<Record<string, unknown>>;

/** What evaluators are made for: the answers of a pair. */
export interface EvaluatorPlace extends Pick<EvaluatorContext, 'answersOf'> {
  readonly context: WorkerContext;
  readonly pair: PairSpec;
  readonly dataset: BlockSpec;
}

/**
 * Makes the evaluator that stands at a path of a dataset block, and lets it make what blocks of its own it has: each
 * belongs to the file that says it.
 */
export async function createEvaluator(place: EvaluatorPlace, path: string, block: Block): Promise<Evaluator> {
  const { pair, dataset, answersOf } = place;
  const { host, logger, stopping, spec, judges } = place.context;
  const inside = (inner: Block): string => `${path}.${keyOf(block, inner)}`;
  const base: ContextBase<'evaluator'> = {
    logger,
    signal: stopping,
    allowCodeExecution: spec.allowCodeExecution === true,
    model: pair.model,
    answersOf,
    ...(spec.compat === undefined ? {} : { compat: spec.compat }),
    createModel: (inner) => judges.open(pair, specAt(dataset, inside(inner), inner)),
    createEvaluator: (inner) => createEvaluator(place, inside(inner), inner),
  };
  return await instantiate(host, 'evaluator', specAt(dataset, path, block), base);
}

/** The block at a path, and the file that says it: the nearest one above that says a file of its own. */
function specAt({ from, origins = {} }: BlockSpec, path: string, block: Block): BlockSpec {
  const steps = path.split('.');
  const above = steps.map((_, index) => steps.slice(0, steps.length - index).join('.'));
  return { block, from: above.map((place) => origins[place]).find((file) => file !== undefined) ?? from };
}

/** What an evaluator hands back is a copy of what it was given: which of its options it is, its content tells. */
function keyOf(block: Block, inner: Block): string {
  return Object.keys(block).find((key) => isDeepStrictEqual(spelledOut(block[key]), inner)) ?? '';
}
