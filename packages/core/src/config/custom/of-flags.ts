import { type MapNode, nodeOf, withEntry } from '../node.ts';
import { flagPosition } from '../overrides.ts';

/** A data file and what flags say of it. */
export interface CustomDataset {
  /** From the working directory. */
  readonly path: string;
  readonly metaPath: string | undefined;
  readonly dataType: string | undefined;
  readonly inferMethod: string | undefined;
}

/** A data file as a config would say it, every key with its flag. */
export function customNode(
  { path, metaPath, dataType, inferMethod }: CustomDataset,
  cwd: string,
  flagOf = (key: string): string => `--custom-dataset-${key}`,
): MapNode {
  const said = { path, meta_path: metaPath, data_type: dataType, infer_method: inferMethod };
  const empty: MapNode = { kind: 'map', entries: new Map(), at: flagPosition(flagOf('path'), cwd) };
  return Object.entries(said).reduce((node, [key, value]) => {
    const at = flagPosition(flagOf(key.replaceAll('_', '-')), cwd);
    return value === undefined ? node : withEntry(node, key, nodeOf(value, at), at);
  }, empty);
}
