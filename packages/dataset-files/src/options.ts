import { shapeOptions } from './columns/shape.ts';
import { splitUnknown } from './errors.ts';

/** Options about the rows of a file, wherever it comes from. */
export const rowOptions = {
  id_column: {
    type: 'string',
    description: "The column that names a row; its values must differ. Default: the row's position in the file.",
  },
  circular: {
    type: 'string',
    minLength: 1,
    description:
      'The column with the letter of the right option: every row is asked four times, with the options in the columns A to D turned.',
  },
  ...shapeOptions,
} as const;

const paths = {
  anyOf: [
    { type: 'string', minLength: 1 },
    { type: 'array', minItems: 1, items: { type: 'string', minLength: 1 } },
  ],
} as const;

const pathOrMap = {
  anyOf: [...paths.anyOf, { type: 'object', minProperties: 1, additionalProperties: paths }],
} as const;

/** The option `join` of a reader that says where files are under this name. */
export function joinOption<const Name extends string>(name: Name) {
  const where = { [name]: pathOrMap } as Record<Name, typeof pathOrMap>;
  return {
    type: 'object',
    description: `Columns that hold the row of other files with the same value at the path "on": {COLUMN: {${name}, on}}.`,
    additionalProperties: {
      type: 'object',
      additionalProperties: false,
      required: [name, 'on'],
      properties: { ...where, on: { type: 'string', minLength: 1 } },
    },
  } as const;
}

/** The options that every reader has. */
export const fileOptions = {
  path: {
    description:
      'The file: with {split} for the name of the split (data/gsm8k.{split}.jsonl), without it (it serves every split), or a map from split to file or list of files. * stands for part of a name: the files that fit follow one another. Names that end in .gz are decompressed.',
    ...pathOrMap,
  },
  join: joinOption('path'),
  ...rowOptions,
} as const;

/** One file (or list of files) for every split, or some for each. */
export type PathOption = string | readonly string[] | Readonly<Record<string, unknown>>;

/** The paths for a split as the config says them. Throws `DATASET_SPLIT_UNKNOWN`. */
export function pathsOfSplit(path: PathOption, split: string): string[] {
  if (typeof path === 'string') return [path.replaceAll('{split}', () => split)];
  if (isList(path)) return path.flatMap((each) => pathsOfSplit(each, split));
  const found = Object.hasOwn(path, split) ? path[split] : undefined;
  if (typeof found !== 'string' && !Array.isArray(found)) throw splitUnknown(split, Object.keys(path));
  return [found].flat() as string[];
}

function isList(path: PathOption): path is readonly string[] {
  return Array.isArray(path);
}
