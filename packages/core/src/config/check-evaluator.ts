import { compileSchema, nestedBlocksOf, problemsOf } from 'oc-plugin-host';
import type { NestedBlock } from 'oc-sdk';
import { codeExecutionRefused } from '../errors.ts';
import { type BlockContext, checkBlock } from './check-block.ts';
import { comparedWith } from './compared-with.ts';
import { addOptionProblems, showPath } from './describe.ts';
import { changeAt, child, type MapNode, nodeAt, nodeOf, type Path, plainMap, positionAt, withEntry } from './node.ts';
import { asBlock } from './normalize.ts';
import { modelKeys } from './schema/model.ts';
import type { JudgeBlock } from './types.ts';

/** The models that an evaluator takes, and those that evaluators inside it take. */
export interface EvaluatorNeeds {
  /** To be asked by it. */
  readonly judges: readonly JudgeBlock[];
  /** Models of the run, by abbr, whose answers it reads as well. */
  readonly comparedWith: readonly string[];
}

/** What an evaluator needs that is only looked at: who only asks models need not have a judge, or leave to run programs. */
export async function checkUnusedEvaluator(path: Path, context: BlockContext): Promise<EvaluatorNeeds> {
  const resolved = await checkBlock('evaluator', path, context);
  return { judges: [], comparedWith: resolved ? comparedWith(resolved.plugin.plugin, path, context) : [] };
}

/**
 * Checks an evaluator and the blocks inside it, however deep.
 *
 * @param base the path of the evaluator that all of them are inside of
 */
export async function checkEvaluator(path: Path, context: BlockContext, base: Path = path): Promise<EvaluatorNeeds> {
  const resolved = await checkBlock('evaluator', path, context);
  if (resolved === undefined) return { judges: [], comparedWith: [] };
  const { plugin } = resolved.plugin;
  if (plugin.executesCode === true) checkThatCodeMayRun(path, plugin.name, context);
  const nested = Object.entries(nestedBlocksOf(plugin)).map(([key, block]) =>
    checkNested([...path, key], block, context, base),
  );
  const inside = await Promise.all(nested);
  return {
    judges: inside.flatMap(({ judges }) => judges),
    comparedWith: [comparedWith(plugin, path, context), ...inside.map((each) => each.comparedWith)].flat(),
  };
}

function checkThatCodeMayRun(path: Path, name: string, { root, problems }: BlockContext): void {
  if (nodeAt(root, ['allow_code_execution']) !== undefined && plainMap(root as MapNode).allow_code_execution === true)
    return;
  const { code, message, details } = codeExecutionRefused(showPath(root, path), name);
  problems.add(positionAt(root, path), `${message} (${code})`, { details });
}

async function checkNested(
  path: Path,
  { kind, default: standIn }: NestedBlock,
  context: BlockContext,
  base: Path,
): Promise<EvaluatorNeeds> {
  const here = { ...context, root: withBlock(context.root, path, standIn) };
  if (kind === 'evaluator') return await checkEvaluator(path, here, base);
  checkModelKeys(path, here);
  const model = await checkBlock('model', path, here);
  for (const [index] of (nodeAt(here.root, [...path, 'pred_postprocessor']) as ListLike)?.items?.entries() ?? []) {
    await checkBlock('postprocessor', [...path, 'pred_postprocessor', index], here);
  }
  if (nodeAt(here.root, [...path, 'pred_postprocessor'])?.kind === 'map') {
    await checkBlock('postprocessor', [...path, 'pred_postprocessor'], here);
  }
  if (model === undefined) return { judges: [], comparedWith: [] };
  const { num_gpus, run_cfg } = model.spec.block as { num_gpus?: number; run_cfg?: { num_gpus?: number } };
  const judge = { ...model, path: path.slice(base.length).map(String), numGpus: num_gpus ?? run_cfg?.num_gpus ?? 0 };
  return { judges: [judge], comparedWith: [] };
}

type ListLike = { readonly items?: readonly unknown[] } | undefined;

/** The config with the block at the path spelled out: a bare type, or what stands in where there is none. */
function withBlock(root: MapNode, path: Path, standIn: NestedBlock['default']): MapNode {
  const parent = path.slice(0, -1);
  const key = String(path.at(-1));
  return changeAt(root, parent, (node) => {
    if (node.kind !== 'map') return node;
    const said = child(node, key);
    if (said !== undefined) return withEntry(node, key, asBlock(said), node.entries.get(key)?.at);
    return standIn === undefined ? node : withEntry(node, key, nodeOf(standIn, node.at));
  }) as MapNode;
}

function checkModelKeys(path: Path, { root, problems }: BlockContext): void {
  const node = nodeAt(root, path);
  if (node?.kind !== 'map') return;
  const validate = compileSchema({ type: 'object', required: ['type'], properties: modelKeys });
  if (!validate(plainMap(node))) addOptionProblems(root, path, problemsOf(validate.errors ?? []), problems);
}
