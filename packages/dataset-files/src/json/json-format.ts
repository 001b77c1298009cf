import type { StreamFormat } from '../file-format.ts';
import { type JsonRow, parseJsonRow } from '../json-row.ts';
import { elements } from './elements.ts';

export const jsonOptions = {
  rows_path: {
    type: 'string',
    minLength: 1,
    description: 'Where the array of rows is: keys joined by dots (data.items). Default: the file is the array.',
  },
} as const;

/** One array of objects, at the top of the file or at a path of keys. */
export function jsonFormat(rowsPath: string | undefined): StreamFormat<JsonRow> {
  const keys = rowsPath?.split('.') ?? [];
  return { scan: (chunks, file) => elements(chunks, file, keys), parse: parseJsonRow };
}
