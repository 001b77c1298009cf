import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { child, type MapNode, type Position, plain, textAt } from '../node.ts';
import type { Problems } from '../problems.ts';
import { readConfigFile } from '../read.ts';
import { SETTINGS } from './settings.ts';

/** What a file of settings may say. It comes with data, so nothing in it may name other files, servers or secrets. */
const KEYS = [
  ...SETTINGS,
  'abbr',
  'n',
  'k',
  'delimiter',
  'quote',
  'header',
  'rows_path',
  'columns',
  'where',
  'id_column',
];

/**
 * The settings beside a data file, `data.csv.meta.json`, or those of `meta_path`. Undefined: there are none.
 *
 * @param file absolute path of the data
 * @param named where `meta_path` stands and what it says, as an absolute path
 */
export async function readMeta(
  file: string,
  named: { readonly path: string; readonly at: Position } | undefined,
  at: Position,
  problems: Problems,
): Promise<MapNode | undefined> {
  const path = named?.path ?? `${file}.meta.json`;
  if (named === undefined && !existsSync(path)) return undefined;
  const node = await readConfigFile(resolve(path), named?.at ?? at, problems);
  if (node === undefined) return undefined;
  if (node.kind !== 'map') {
    problems.add(node.at, 'settings of a data file must be a map: {"data_type": "mcq"}');
    return undefined;
  }
  checkKeys(node, problems);
  checkEvaluator(node, problems);
  return node;
}

function checkKeys(meta: MapNode, problems: Problems): void {
  for (const [key, { at }] of meta.entries) {
    if (!KEYS.includes(key)) problems.add(at, `${key} is no setting of a data file; there are: ${KEYS.join(', ')}`);
  }
}

function checkEvaluator(meta: MapNode, problems: Problems): void {
  const evaluator = child(meta, 'evaluator');
  if (evaluator !== undefined && !/^\w[\w-]*$/.test(textAt(meta, 'evaluator') ?? '')) {
    problems.add(evaluator.at, 'evaluator must be a short name here; say a block, a file or a package in the config');
  }
  const options = child(meta, 'evaluator_kwargs');
  const values = options?.kind === 'map' ? Object.values(plain(options) as object) : [];
  if (options !== undefined && /\$\{env:/.test(JSON.stringify(values))) {
    problems.add(options.at, 'evaluator_kwargs cannot refer to the environment here; say them in the config');
  }
  if (values.some((value: unknown) => typeof value === 'object' && value !== null && 'type' in value)) {
    problems.add(options?.at ?? meta.at, 'evaluator_kwargs cannot hold blocks here; say them in the config');
  }
}
