import { compileSchema, nestedBlocksOf, problemsOf } from 'oc-plugin-host';
import type { NestedBlock } from 'oc-sdk';
import { codeExecutionRefused } from '../errors.ts';
import { type BlockContext, checkBlock } from './check-block.ts';
import { addOptionProblems, showPath } from './describe.ts';
import { changeAt, child, type MapNode, nodeAt, nodeOf, type Path, plainMap, positionAt, withEntry } from './node.ts';
import { asBlock } from './normalize.ts';
import { modelKeys } from './schema/model.ts';
import type { JudgeBlock } from './types.ts';

/**
 * Checks an evaluator and the blocks inside it, however deep. Returns the models among them.
 *
 * @param base the path of the evaluator that all of them are inside of
 */
export async function checkEvaluator(path: Path, context: BlockContext, base: Path = path): Promise<JudgeBlock[]> {
  const resolved = await checkBlock('evaluator', path, context);
  if (resolved === undefined) return [];
  const { plugin } = resolved.plugin;
  if (plugin.executesCode === true) checkThatCodeMayRun(path, plugin.name, context);
  const nested = Object.entries(nestedBlocksOf(plugin)).map(([key, block]) =>
    checkNested([...path, key], block, context, base),
  );
  return (await Promise.all(nested)).flat();
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
): Promise<JudgeBlock[]> {
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
  if (model === undefined) return [];
  const { num_gpus, run_cfg } = model.spec.block as { num_gpus?: number; run_cfg?: { num_gpus?: number } };
  return [{ ...model, path: path.slice(base.length).map(String), numGpus: num_gpus ?? run_cfg?.num_gpus ?? 0 }];
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
