import { createHash } from 'node:crypto';
import { type Dataset, type FoundRow, isOcError, type OcError, type Row } from 'oc-sdk';
import { checkReading } from './check-reading.ts';
import { checkRow, type Demands, demandsOf, type Finding, type Severity } from './check-row.ts';
import { type ColumnProfile, ColumnProfiles } from './column-profile.ts';
import { type Reading, readingOf } from './reading.ts';
import type { CustomSettings } from './settings.ts';

export interface Issue extends Finding {
  /** From 1; the number of the row where a file has no lines. Absent: it is about the file, or the message says where. */
  readonly line?: number;
  /** The line of the row that it repeats. */
  readonly twin?: number;
}

/** All that can be said of a data file. */
export interface Inspection {
  /** Rows that can be read. */
  readonly rows: number;
  readonly columns: readonly ColumnProfile[];
  /** Undefined where there is no row. */
  readonly reading: Reading | undefined;
  /** The first of each severity: see {@link MOST_ISSUES}. */
  readonly issues: readonly Issue[];
  /** All that there are. */
  readonly count: Readonly<Record<Severity, number>>;
}

/** An issue in one line: parquet files have rows, all others lines. */
export function issueText({ line, twin, message }: Issue, type: string): string {
  const unit = type === 'parquet' ? 'row' : 'line';
  const earlier = twin === undefined ? '' : `, in ${unit} ${twin}`;
  return line === undefined ? message : `${unit} ${line}: ${message}${earlier}`;
}

/** More of one severity are counted, not kept. */
export const MOST_ISSUES = 100;

/**
 * Reads a file to its end and says what it would be read as, by its first row and the settings, and which rows do not
 * fit that.
 *
 * @param duplicates also look for rows that are there twice, which takes memory for every row
 */
export async function inspect(
  dataset: Dataset,
  settings: CustomSettings,
  { duplicates }: { readonly duplicates: boolean },
): Promise<Inspection> {
  const inspector = new Inspector(settings, duplicates);
  for await (const found of foundIn(dataset)) {
    if ('problem' in found) inspector.broken(found.problem);
    else inspector.row(found.row, found.line);
  }
  return inspector.end();
}

/** The lines of rows are known where the reader says them; elsewhere it is their number. */
async function* foundIn(dataset: Dataset): AsyncGenerator<FoundRow> {
  if (dataset.inspect !== undefined) return yield* dataset.inspect('test');
  try {
    for await (const { index, row } of dataset.rows('test')) yield { index, line: index + 1, row };
  } catch (error) {
    if (!isOcError(error)) throw error;
    yield { problem: error };
  }
}

class Inspector {
  readonly #settings: CustomSettings;
  readonly #columns = new ColumnProfiles();
  readonly #issues: Issue[] = [];
  readonly #count = { error: 0, warning: 0 };
  readonly #seen: Map<string, number> | undefined;
  #rows = 0;
  #demands: Demands | undefined;

  constructor(settings: CustomSettings, duplicates: boolean) {
    this.#settings = settings;
    this.#seen = duplicates ? new Map() : undefined;
  }

  row(row: Row, line: number): void {
    this.#rows += 1;
    this.#columns.add(row);
    this.#demands ??= this.#demandsOf(Object.keys(row));
    for (const finding of checkRow(row, this.#demands)) this.#add({ ...finding, line });
    const twin = this.#twinOf(row, line);
    if (twin !== undefined) this.#add({ severity: 'warning', message: 'the same row as before', line, twin });
  }

  broken({ message, code }: OcError): void {
    this.#add({ severity: 'error', message: `${message} (${code})` });
  }

  end(): Inspection {
    const isEmpty = this.#rows === 0 && this.#count.error === 0;
    if (isEmpty) this.#add({ severity: 'error', message: 'it has no rows' });
    return {
      rows: this.#rows,
      columns: this.#columns.list(),
      reading: this.#demands?.reading,
      issues: this.#issues,
      count: this.#count,
    };
  }

  #demandsOf(columns: readonly string[]): Demands {
    const reading = readingOf(columns, this.#settings);
    for (const message of checkReading(reading, columns, this.#settings)) this.#add({ severity: 'error', message });
    return demandsOf(reading, columns, this.#settings);
  }

  #twinOf(row: Row, line: number): number | undefined {
    if (this.#seen === undefined) return undefined;
    const key = createHash('sha1').update(JSON.stringify(row)).digest('base64').slice(0, 16);
    const twin = this.#seen.get(key);
    if (twin === undefined) this.#seen.set(key, line);
    return twin;
  }

  #add(issue: Issue): void {
    this.#count[issue.severity] += 1;
    if (this.#count[issue.severity] <= MOST_ISSUES) this.#issues.push(issue);
  }
}
