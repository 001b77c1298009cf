import type { StreamFormat } from '../file-format.ts';
import { type JsonRow, parseJsonRow } from '../json-row.ts';
import { lines } from './lines.ts';

/** One object on every line; blank lines are no rows. */
export const jsonlFormat: StreamFormat<JsonRow> = { scan: lines, parse: parseJsonRow };
