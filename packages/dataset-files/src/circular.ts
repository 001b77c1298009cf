import { createHash } from 'node:crypto';
import type { Dataset, DatasetRow, Row } from 'oc-sdk';
import { notCircular } from './errors.ts';

const LETTERS = ['A', 'B', 'C', 'D'] as const;
/** Where the options of each order come from: in the second, A holds what was B. */
const ORDERS = ['ABCD', 'BCDA', 'CDAB', 'DABC'] as const;

/**
 * Every row four times, with the options in the columns A to D turned by one place each time: who knows the answer finds
 * it wherever it stands (Liu et al., MMBench, arXiv:2307.06281). The column with the right letter then holds
 * `ROW--LETTER--ORDER`, which the evaluator `circular` takes.
 */
export function circular(dataset: Dataset, answer: string): Dataset {
  const { stamp, inspect } = dataset;
  return {
    async *rows(split, start = 0, end = Infinity) {
      const count = ORDERS.length;
      for await (const each of dataset.rows(split, Math.floor(start / count), Math.ceil(end / count))) {
        yield* turnedRows(each, answer).filter(({ index }) => index >= start && index < end);
      }
    },
    async summarize(split) {
      const { rows, contentHash } = await dataset.summarize(split);
      const hash = createHash('sha256').update(`${contentHash} circular ${answer}`);
      return { rows: rows * ORDERS.length, contentHash: hash.digest('hex') };
    },
    ...(stamp && { stamp: (split) => stamp.call(dataset, split) }),
    ...(inspect && { inspect: (split) => inspect.call(dataset, split) }),
  };
}

function turnedRows({ index, id, row }: DatasetRow, answer: string): DatasetRow[] {
  return ORDERS.map((order, turn) => ({
    index: index * ORDERS.length + turn,
    id: `${id}-${order}`,
    row: turned(row, order, answer, index),
  }));
}

function turned(row: Row, order: string, answer: string, index: number): Row {
  const missing = LETTERS.find((letter) => !Object.hasOwn(row, letter));
  if (missing !== undefined) throw notCircular(index, `it has no column "${missing}"`);
  const right = order.indexOf(String(row[answer]));
  if (right < 0 || String(row[answer]).length !== 1) {
    throw notCircular(index, `"${answer}" is ${JSON.stringify(row[answer]) ?? 'not there'}`);
  }
  const options = Object.fromEntries(LETTERS.map((letter, place) => [letter, row[order[place] ?? '']]));
  return { ...row, ...options, [answer]: `${index}--${LETTERS[right]}--${order}` };
}
