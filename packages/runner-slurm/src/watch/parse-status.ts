import type { ElementKey } from '../element.ts';
import { elementKey } from '../element.ts';

/** One job in squeue's answer. */
export interface StatusRow {
  readonly key: ElementKey;
  /** The id of the array, or of the job if it is none. */
  readonly arrayId: string;
  /** As people write it: `4242_3`, or `4242`. */
  readonly jobId: string;
  readonly state: string;
  /** The raw wait status: an exit code times 256, or a signal. */
  readonly waitStatus: number;
  readonly node: string;
  readonly reason: string;
}

/** Columns of fixed width: whatever a column holds, it ends where it should. Free text stands last. */
const COLUMNS = { JobArrayID: 40, Name: 40, State: 24, exit_code: 16, NodeList: 80, Reason: 240 } as const;

type Column = keyof typeof COLUMNS;

/** One call for all jobs: every state, a line for every element of an array. */
export function statusArguments(names: readonly string[]): string[] {
  const format = Object.entries(COLUMNS).map(([column, width]) => `${column}:${width}`);
  return ['--noheader', '--array', '--states=all', `--name=${names.join(',')}`, `--Format=${format.join(',')}`];
}

/** Lines that are not ours (of arrays that wait as a whole: `7_[1-3]`) are left out. */
export function parseStatus(text: string): StatusRow[] {
  return text.split('\n').flatMap((line) => {
    const row = line.trim() === '' ? undefined : parseLine(line);
    return row === undefined ? [] : [row];
  });
}

function parseLine(line: string): StatusRow | undefined {
  const fields = split(line);
  const [, arrayId, element] = /^(\d+)(?:_(\d+))?$/.exec(fields.JobArrayID) ?? [];
  if (arrayId === undefined || fields.Name === '' || fields.State === '') return undefined;
  return {
    key: elementKey(fields.Name, Number(element ?? 0)),
    arrayId,
    jobId: fields.JobArrayID,
    state: fields.State,
    waitStatus: Number(fields.exit_code) || 0,
    node: fields.NodeList,
    reason: fields.Reason,
  };
}

function split(line: string): Record<Column, string> {
  let start = 0;
  const fields = Object.entries(COLUMNS).map(([column, width]) => {
    const field = line.slice(start, start + width).trim();
    start += width;
    return [column, field] as const;
  });
  return Object.fromEntries(fields) as Record<Column, string>;
}
