import { type NameSearch, resolveModel } from './names.ts';
import { type ConfigNode, changeAt, itemsAt, type MapNode, nodeAt, type Path } from './node.ts';
import { normalizeModel } from './normalize.ts';

/** The option of evaluators that holds a model. */
const JUDGE = 'judge_cfg';

/**
 * The config with the blocks of judges in place of their names (`judge_cfg: qwen2.5-7b`), which are looked up as those
 * of `models:` are; in evaluators inside an evaluator too.
 */
export async function withJudges(root: MapNode, search: NameSearch): Promise<MapNode> {
  let whole: ConfigNode = root;
  for (const [index] of itemsAt(root, 'datasets').entries()) {
    const evaluator: Path = ['datasets', index, 'eval_cfg', 'evaluator'];
    for (const path of judgePaths(nodeAt(root, evaluator), evaluator)) {
      const judge = await resolveModel(nodeAt(root, path) as ConfigNode, search);
      whole = changeAt(whole, path, () => (judge.kind === 'map' ? normalizeModel(judge) : judge));
    }
  }
  return whole as MapNode;
}

function judgePaths(node: ConfigNode | undefined, path: Path): Path[] {
  if (node?.kind !== 'map') return [];
  return [...node.entries].flatMap(([key, { value }]) => {
    const inside = [...path, key];
    return key === JUDGE ? [inside] : judgePaths(value, inside);
  });
}
