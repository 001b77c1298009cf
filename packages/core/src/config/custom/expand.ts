import { dataUnusable } from '../../errors.ts';
import { mergeConfigs } from '../merge.ts';
import { type ConfigNode, child, type MapNode, nodeOf, textAt, withEntry } from '../node.ts';
import { customBlock } from './block.ts';
import { abbrOfFile } from './file-type.ts';
import { type Inspection, inspect, issueText } from './inspect.ts';
import { type CustomContext, type OpenedData, openData } from './open.ts';

export interface ExpandContext extends CustomContext {
  /** Whether answers are to be scored. */
  readonly scored: boolean;
}

/** The config with a whole block in place of each dataset that is nothing but a file: `{path: my.csv}`. */
export async function expandCustom(root: MapNode, context: ExpandContext): Promise<MapNode> {
  const list = child(root, 'datasets');
  if (list?.kind !== 'list' || !list.items.some(isCustom)) return root;
  const items = await Promise.all(list.items.map((item) => (isCustom(item) ? expanded(item, context) : item)));
  const whole = items.filter((item) => item !== undefined);
  return withEntry(root, 'datasets', { ...list, items: whole }, root.entries.get('datasets')?.at);
}

/** A block with a path and without a type. */
function isCustom(node: ConfigNode): node is MapNode {
  return node.kind === 'map' && !node.entries.has('type') && textAt(node, 'path') !== undefined;
}

/** Undefined: there are problems, told by now. */
async function expanded(block: MapNode, context: ExpandContext): Promise<MapNode | undefined> {
  const opened = await openData(block, context);
  if (opened === undefined) return undefined;
  const inspection = await inspect(opened.dataset, opened.settings, { duplicates: false });
  const made = blockOf(opened, inspection);
  if (inspection.count.error > 0 || made === undefined) {
    const errors = inspection.issues.filter(({ severity }) => severity === 'error');
    const told = errors.map((issue) => issueText(issue, opened.type));
    const { message, code, details } = dataUnusable(opened.file, told, inspection.count.error);
    context.problems.add(block.at, `${message} (${code})`, { details });
    return undefined;
  }
  if (context.scored && made.eval_cfg === undefined && child(opened.rest, 'eval_cfg') === undefined) {
    const message = `${opened.file} has no column "answer": there is nothing to score by`;
    context.problems.add(block.at, message, { details: 'Say output_column, or an evaluator, or --mode infer.' });
    return undefined;
  }
  return mergeConfigs(nodeOf(made, block.at) as MapNode, opened.rest);
}

/** The block that a file is read as. Undefined: it has no rows. */
export function blockOf(
  { file, type, settings }: OpenedData,
  inspection: Inspection,
): Record<string, unknown> | undefined {
  const { reading, columns, rows } = inspection;
  if (reading === undefined) return undefined;
  const everywhere = columns.filter((column) => column.rows === rows).map(({ name }) => name);
  return customBlock(type, abbrOfFile(file), everywhere, reading, settings);
}
