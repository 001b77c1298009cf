import { stripVTControlCharacters } from 'node:util';
import { classify, DlcFailure, type FailureKind } from '../failure.ts';

/**
 * The id in the table that `dlc submit` and `dlc create job` print. The JSON before it echoes the command, which may
 * itself hold such a table: only the last one counts, and only with its heading. Undefined: there is none.
 */
export function createdJobId(output: string): string | undefined {
  const lines = linesOf(output);
  const heading = lines.findLastIndex((line) => /^\|\s*JobId\s*\|/.test(line));
  if (heading < 0) return undefined;
  const row = lines.slice(heading + 1).find((line) => line.startsWith('|'));
  return /^\|\s*(dlc[0-9a-z]+)\s*\|/.exec(row ?? '')?.[1];
}

/** The JSON object of `dlc get job ID`, behind whatever noise comes first. Undefined: there is none, or not all of it. */
export function objectIn(output: string): unknown {
  const lines = linesOf(output);
  const start = lines.findIndex((line) => line.startsWith('{'));
  const end = lines.findLastIndex((line) => line.startsWith('}') || line.endsWith('}'));
  if (start < 0 || end < start) return undefined;
  try {
    return JSON.parse(lines.slice(start, end + 1).join('\n'));
  } catch {
    return undefined;
  }
}

/**
 * Ids in the lines of a list that hold the name as a word of its own. Nothing is known for sure of the layout of lists,
 * so nothing else is read from one; who an id belongs to is asked by id.
 */
export function idsOfName(output: string, name: string): string[] {
  const found = linesOf(output).flatMap((line) => {
    const words = line.split(/[\s|]+/);
    return words.includes(name) ? words.filter((word) => /^dlc[0-9a-z]+$/.test(word)) : [];
  });
  return [...new Set(found)];
}

/** Lines of a log. None where the program says that there are none. */
export function logLines(output: string): string[] {
  if (/^\[WARN\] No logs found/m.test(output)) return [];
  const lines = output.split('\n');
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

/** `[FAILED] code: 400, <message> request id: <uuid>`, which is all that is printed of an error of the API. */
export function failureIn(output: string): DlcFailure | undefined {
  const line = linesOf(output).find((text) => text.startsWith('[FAILED]'));
  if (line === undefined) return undefined;
  const [, status = '0', message = line] = /code:\s*(\d+),\s*(.*?)(?:\s*request id:.*)?$/i.exec(line) ?? [];
  return new DlcFailure(kindOf(Number(status), message), line);
}

/** Words of a program that does not take the arguments: nothing was done. */
export function isUsageError(output: string): boolean {
  return /unknown (?:shorthand )?(?:flag|command)|required flag|invalid argument|flag needs an argument/i.test(output);
}

function kindOf(status: number, message: string): FailureKind {
  const kind = classify(status, '', message);
  // Without a status there is no saying whether the service was reached at all.
  return kind === 'refused' && status === 0 ? 'unknown' : kind;
}

function linesOf(output: string): string[] {
  return stripVTControlCharacters(output)
    .split('\n')
    .map((line) => line.trimEnd());
}
