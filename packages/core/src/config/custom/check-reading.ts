import { suggest } from 'oc-plugin-host';
import type { Reading } from './reading.ts';
import type { CustomSettings } from './settings.ts';

/** What does not go together, whatever the rows hold: `columns` are those of the first. */
export function checkReading(reading: Reading, columns: readonly string[], settings: CustomSettings): string[] {
  return [
    ...checkType(reading),
    ...[...reading.options, ...(reading.outputColumn === undefined ? [] : [reading.outputColumn])]
      .filter((column) => !columns.includes(column))
      .map((column) => `there is no column ${JSON.stringify(column)}${known(column, columns)}`),
    ...checkQuestion(columns, settings),
  ];
}

function checkType({ dataType, inferMethod, options, outputColumn }: Reading): string[] {
  if (dataType === 'qa')
    return inferMethod === 'ppl' ? ['qa cannot be asked by ppl: it has no options to compare'] : [];
  if (options.length < 2) return [`${dataType} needs options: columns A, B and so on`];
  if (dataType === 'mcq') return [];
  return [
    ...(options.join('') === 'ABCD'
      ? []
      : [`circular-mcq needs the options A, B, C, D; there are ${options.join(', ')}`]),
    ...(outputColumn === undefined ? ['circular-mcq needs a column with the answer: output_column'] : []),
  ];
}

function checkQuestion(columns: readonly string[], settings: CustomSettings): string[] {
  const [only = ''] = columns;
  const sign = columns.length === 1 ? /[;\t|]/.exec(only)?.[0] : undefined;
  if (sign !== undefined) return [`its only column is ${JSON.stringify(only)}: say delimiter: ${JSON.stringify(sign)}`];
  if (columns.includes('question') || settings.human_prompt !== undefined || settings.template !== undefined) return [];
  return [`there is no column "question"${known('question', columns)}: say human_prompt, with columns in braces`];
}

function known(column: string, columns: readonly string[]): string {
  const guess = suggest(column, columns);
  return guess === undefined ? ` (there are ${columns.join(', ')})` : ` (did you mean ${JSON.stringify(guess)}?)`;
}
