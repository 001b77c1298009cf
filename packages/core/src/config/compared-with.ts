import { suggest } from 'oc-plugin-host';
import type { EvaluatorPlugin } from 'oc-sdk';
import type { BlockContext } from './check-block.ts';
import { type ConfigNode, itemsAt, type MapNode, nodeAt, type Path, textAt } from './node.ts';

/**
 * The models of the run that an evaluator reads answers of, by abbr. Complains of those that there are not, and of
 * those that are not asked about its dataset.
 *
 * @param path - of the evaluator
 */
export function comparedWith({ answersFrom = [] }: EvaluatorPlugin, path: Path, context: BlockContext): string[] {
  const dataset = textAt(nodeAt(context.root, path.slice(0, 2)), 'abbr');
  const nodes = answersFrom.flatMap((option) => namesAt(context.root, [...path, option]));
  return nodes.map(({ value, at }) => {
    const problem = problemWith(value, dataset, context.root);
    if (problem !== undefined) context.problems.add(at, problem);
    return value;
  });
}

/** One name, or a list of them. */
function namesAt(root: MapNode, path: Path): { readonly value: string; readonly at: ConfigNode['at'] }[] {
  const node = nodeAt(root, path);
  const nodes = node?.kind === 'list' ? node.items : [node];
  return nodes.flatMap((each) =>
    each?.kind === 'scalar' && typeof each.value === 'string' ? [{ value: each.value, at: each.at }] : [],
  );
}

function problemWith(model: string, dataset: string | undefined, root: MapNode): string | undefined {
  const known = itemsAt(root, 'models').flatMap((block) => textAt(block, 'abbr') ?? []);
  if (!known.includes(model)) {
    const guess = suggest(model, known);
    const hint = guess === undefined ? `there are: ${known.join(', ')}` : `did you mean ${JSON.stringify(guess)}?`;
    return `answers are to be compared with those of ${JSON.stringify(model)}, which is no model of this run; ${hint}`;
  }
  const combinations = itemsAt(root, 'model_dataset_combinations');
  const isAsked = combinations.some(
    (each) => says(each, 'models', model) && dataset !== undefined && says(each, 'datasets', dataset),
  );
  if (combinations.length === 0 || isAsked) return undefined;
  return `answers are to be compared with those of ${model}, which model_dataset_combinations does not ask about ${dataset}`;
}

function says(combination: ConfigNode, list: 'models' | 'datasets', abbr: string): boolean {
  return itemsAt(combination, list).some((item) => item.kind === 'scalar' && item.value === abbr);
}
