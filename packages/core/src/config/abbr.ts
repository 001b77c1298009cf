import { isPathSafe } from 'oc-sdk/run-directory';
import { type ConfigNode, child, itemsAt, type MapNode, nodeOf, positionAt, textAt, withEntry } from './node.ts';
import type { Problems } from './problems.ts';

export type NamedKind = 'model' | 'dataset';

/**
 * The abbr of a block, by OpenCompass's rules where it says none. A model: its type and the last two parts of its
 * path. A dataset: its path and, where it has one, its name. Slashes become underscores.
 */
export function abbrOf(kind: NamedKind, block: ConfigNode): string | undefined {
  const said = child(block, 'abbr');
  if (said !== undefined) return said.kind === 'scalar' ? String(said.value) : undefined;
  return kind === 'model' ? modelAbbr(block) : datasetAbbr(block);
}

/** The block with its abbr written in. */
export function withAbbr(kind: NamedKind, block: MapNode): MapNode {
  const abbr = abbrOf(kind, block);
  return block.entries.has('abbr') || abbr === undefined ? block : withEntry(block, 'abbr', nodeOf(abbr, block.at));
}

/** Abbrs name files and folders, each once. */
export function checkAbbrs(kind: NamedKind, root: ConfigNode, problems: Problems): void {
  const taken = new Map<string, ConfigNode>();
  for (const block of itemsAt(root, `${kind}s`)) {
    const abbr = textAt(block, 'abbr');
    if (abbr === undefined) {
      if (block.kind === 'map' && !block.entries.has('abbr')) problems.add(block.at, `the ${kind} needs an abbr`);
      continue;
    }
    const at = positionAt(block, ['abbr']);
    const first = taken.get(abbr);
    if (!isPathSafe(abbr)) problems.add(at, unsafe(kind, abbr, at === block.at), { details: SAFE_NAMES });
    else if (first !== undefined) {
      problems.add(at, `the abbr ${JSON.stringify(abbr)} is taken: ${problems.place(first.at)} has it already`, {
        details: `Every ${kind} needs an abbr of its own: files and table cells go by it.`,
      });
    }
    taken.set(abbr, first ?? block);
  }
}

const SAFE_NAMES =
  'It names files and folders: without / \\ : * ? " < > | and control characters, no dot in front, no .json at the end, no blank at either end, at most 200 bytes.';

function unsafe(kind: NamedKind, abbr: string, derived: boolean): string {
  const text = JSON.stringify(abbr);
  return derived
    ? `the ${kind} needs an abbr: ${text}, which follows from its other keys, cannot be one`
    : `${text} cannot be the abbr of a ${kind}`;
}

function modelAbbr(block: ConfigNode): string | undefined {
  const type = textAt(block, 'type');
  const path = textAt(block, 'path');
  if (type === undefined) return undefined;
  return (path === undefined ? type : `${type}_${path.split('/').slice(-2).join('_')}`).replaceAll('/', '_');
}

function datasetAbbr(block: ConfigNode): string | undefined {
  const parts = [textAt(block, 'path'), textAt(block, 'name')].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join('_').replaceAll('/', '_');
}
