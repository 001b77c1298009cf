import { splitUnknown } from './errors.ts';

/** The options that every reader has. */
export const fileOptions = {
  path: {
    description:
      'The file: with {split} for the name of the split (data/gsm8k.{split}.jsonl), without it (it serves every split), or a map from split to file. Names that end in .gz are decompressed.',
    anyOf: [
      { type: 'string', minLength: 1 },
      { type: 'object', minProperties: 1, additionalProperties: { type: 'string', minLength: 1 } },
    ],
  },
  id_column: {
    type: 'string',
    description: "The column that names a row; its values must differ. Default: the row's position in the file.",
  },
} as const;

/** One file for every split, or a file for each. */
export type PathOption = string | Readonly<Record<string, unknown>>;

/** The path for a split as the config says it. Throws `DATASET_SPLIT_UNKNOWN`. */
export function pathOfSplit(path: PathOption, split: string): string {
  if (typeof path === 'string') return path.replaceAll('{split}', () => split);
  const found = Object.hasOwn(path, split) ? path[split] : undefined;
  if (typeof found !== 'string') throw splitUnknown(split, Object.keys(path));
  return found;
}
