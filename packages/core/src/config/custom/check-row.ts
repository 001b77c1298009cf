import type { Row } from 'oc-sdk';
import { isEmpty } from './column-profile.ts';
import { lettersIn, promptsOf, type Reading } from './reading.ts';
import type { CustomSettings } from './settings.ts';

export type Severity = 'error' | 'warning';

/** Something wrong with one row, or, without a line, with all of them. */
export interface Finding {
  readonly severity: Severity;
  readonly message: string;
}

/** What of a file must be in every row. */
export interface Demands {
  readonly reading: Reading;
  /** Columns that the prompt uses, as far as the first row has them. */
  readonly asked: readonly string[];
  /** Those of the first row, which the others are compared with. */
  readonly columns: readonly string[];
  readonly ownOptions: boolean;
}

export function demandsOf(reading: Reading, columns: readonly string[], settings: CustomSettings): Demands {
  const prompts = promptsOf(reading, settings);
  const texts = settings.template === undefined ? [prompts.human, prompts.bot] : [JSON.stringify(settings.template)];
  const named = texts.flatMap((text) => [...text.matchAll(/\{([^{}]+)\}/g)].map(([, name]) => name ?? ''));
  const asked = new Set([...named, ...reading.options]);
  return {
    reading,
    // What even the first row lacks is told once, not of every row.
    asked: [...asked].filter((name) => columns.includes(name) && name !== reading.outputColumn),
    columns,
    ownOptions: settings.options !== undefined,
  };
}

/** What makes a row one that cannot be asked or scored, and what is likely to be a slip. */
export function checkRow(row: Row, { reading, asked, columns, ownOptions }: Demands): Finding[] {
  const findings: Finding[] = [];
  const { outputColumn, options } = reading;
  for (const column of asked) {
    if (!Object.hasOwn(row, column)) findings.push(missing(column, row));
    else if (row[column] === null) findings.push(error(`"${column}" is null`));
    else if (isEmpty(row[column])) findings.push({ severity: 'warning', message: `"${column}" is empty` });
  }
  if (outputColumn !== undefined && columns.includes(outputColumn))
    findings.push(...checkAnswer(row, outputColumn, options));
  const beyond = ownOptions || options.length === 0 ? undefined : lettersIn(Object.keys(row))[options.length];
  if (beyond !== undefined && !isEmpty(row[beyond]) && !columns.includes(beyond)) {
    findings.push(error(`it has an option "${beyond}", which the first row does not have`));
  }
  return findings;
}

function missing(column: string, row: Row): Finding {
  const columns = Object.keys(row).join(', ') || 'none';
  return error(`it has no column "${column}", which the first row has; its columns are ${columns}`);
}

function checkAnswer(row: Row, column: string, options: readonly string[]): Finding[] {
  if (!Object.hasOwn(row, column)) return [missing(column, row)];
  const answer = row[column];
  if (isEmpty(answer)) return [error(`"${column}" is empty`)];
  if (options.length === 0 || (typeof answer === 'string' && options.includes(answer))) return [];
  return [error(`"${column}" is ${shown(answer)}, which is none of the options ${options.join(', ')}`)];
}

function error(message: string): Finding {
  return { severity: 'error', message };
}

function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
