/** What the rows have in one column. */
export interface ColumnProfile {
  readonly name: string;
  /** `text`, `number`, `boolean`, `list`, `object`, `null`: as they came up. */
  readonly types: readonly string[];
  /** Rows that have the column. */
  readonly rows: number;
  /** Its first value that is not empty. */
  readonly example: unknown;
}

/** Gathers column profiles, row by row. */
export class ColumnProfiles {
  readonly #columns = new Map<string, { types: Set<string>; rows: number; example: unknown }>();

  add(row: Readonly<Record<string, unknown>>): void {
    for (const [name, value] of Object.entries(row)) {
      const known = this.#columns.get(name) ?? { types: new Set<string>(), rows: 0, example: undefined };
      known.types.add(typeName(value));
      known.rows += 1;
      if (isEmpty(known.example) && !isEmpty(value)) known.example = value;
      this.#columns.set(name, known);
    }
  }

  list(): ColumnProfile[] {
    return [...this.#columns].map(([name, { types, rows, example }]) => ({ name, types: [...types], rows, example }));
  }
}

/** Nothing, or a text of blanks. */
export function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
}

function typeName(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'list';
  return typeof value === 'string' ? 'text' : typeof value;
}
