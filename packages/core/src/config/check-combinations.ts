import { suggest } from 'oc-plugin-host';
import { type ConfigNode, itemsAt, textAt } from './node.ts';
import type { Problems } from './problems.ts';

/** `model_dataset_combinations` may only name models and datasets of the config. */
export function checkCombinations(root: ConfigNode, problems: Problems): void {
  for (const [index] of itemsAt(root, 'model_dataset_combinations').entries()) {
    for (const list of ['models', 'datasets'] as const) {
      const known = itemsAt(root, list).flatMap((block) => textAt(block, 'abbr') ?? []);
      for (const item of itemsAt(root, 'model_dataset_combinations', index, list)) {
        if (item.kind !== 'scalar' || typeof item.value !== 'string' || known.includes(item.value)) continue;
        problems.add(item.at, unknown(list, item.value, known));
      }
    }
  }
}

function unknown(list: 'models' | 'datasets', abbr: string, known: readonly string[]): string {
  const guess = suggest(abbr, known);
  const hint = guess === undefined ? `; there are: ${known.join(', ')}` : `; did you mean ${JSON.stringify(guess)}?`;
  return `none of the ${list} has the abbr ${JSON.stringify(abbr)}${hint}`;
}
