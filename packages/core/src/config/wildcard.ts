import { child, type MapNode, nodeAt } from './node.ts';
import type { Override } from './override.ts';

/**
 * An override whose path holds `*`, as one override per entry of that list: `models.*.batch_size` is for every model.
 * With `onlyWhereSet`, entries that say nothing at the path are left alone.
 */
export function expandWildcard(root: MapNode, override: Override): Override[] {
  const [list, rest] = override.path.split('.*.');
  if (list === undefined || rest === undefined) return [override];
  const node = nodeAt(root, list.split('.'));
  const items = node?.kind === 'list' ? node.items : [];
  return items.flatMap((item, position) => {
    const isSet =
      rest.split('.').reduce<typeof item | undefined>((held, key) => held && child(held, key), item) !== undefined;
    return isSet || !override.onlyWhereSet ? [{ ...override, path: `${list}.${position}.${rest}` }] : [];
  });
}
