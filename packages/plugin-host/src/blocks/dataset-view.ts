import { type Dataset, type DatasetRow, OcError, type Row, type SplitSummary } from 'oc-sdk';
import type { ReaderConfig } from './dataset-block.ts';
import { noSuchExample } from './example-errors.ts';
import { type Asked, repeated, selectRows } from './selection.ts';

/** How many rows the splits that a dataset block uses have. */
export interface DatasetSplits {
  readonly test: SplitSummary;
  readonly train?: SplitSummary;
}

/** A sample: a row at a position of the selection, and which of the answers to it is wanted. */
export interface Sample extends DatasetRow {
  readonly position: number;
  readonly replica: number;
}

/** A dataset as a config block sees it: the rows that its ranges select. */
export class DatasetView {
  readonly selection: Asked;
  readonly #dataset: Dataset;
  readonly #reader: ReaderConfig;
  readonly #splits: DatasetSplits;
  #cursor: Cursor | undefined;

  /** @param n - how often each sample is asked */
  constructor(dataset: Dataset, reader: ReaderConfig, splits: DatasetSplits, limit?: number, n = 1) {
    this.#dataset = dataset;
    this.#reader = reader;
    this.#splits = splits;
    this.selection = repeated(selectRows(splits.test.rows, reader.testRange, limit), n);
  }

  /**
   * Samples at positions [start, end). Parts that follow one another are read in one pass over the file, whichever
   * gaps are between them; only one caller at a time.
   */
  async *samples(start: number, end: number): AsyncIterable<Sample> {
    for (let position = start; position < end; position += 1) {
      const row = await this.#rowAt(this.selection.indexAt(position));
      yield { ...row, position, replica: this.selection.replicaAt(position) };
    }
  }

  /** The named rows of the train split's selection, in the order asked for. */
  async trainRows(positions: readonly number[]): Promise<Row[]> {
    const total = this.#splits.train?.rows ?? 0;
    const selection = selectRows(total, this.#reader.trainRange);
    const beyond = positions.find((position) => position < 0 || position >= selection.size);
    if (beyond !== undefined) throw noSuchExample(beyond, selection.size);
    const wanted = new Map(positions.map((position) => [selection.indexAt(position), undefined as Row | undefined]));
    const last = Math.max(...wanted.keys());
    for await (const { index, row } of this.#dataset.rows(this.#reader.trainSplit, 0, last + 1)) {
      if (wanted.has(index)) wanted.set(index, row);
    }
    return positions.map((position) => wanted.get(selection.indexAt(position)) as Row);
  }

  /** All rows of the train split's selection, each with its place in the split. They stay in memory. */
  async trainPool(): Promise<DatasetRow[]> {
    const { trainSplit, trainRange } = this.#reader;
    const selection = selectRows(this.#splits.train?.rows ?? 0, trainRange);
    const pool: DatasetRow[] = [];
    for await (const row of this.#dataset.rows(trainSplit)) {
      const position = selection.positionOf(row.index);
      if (position !== undefined) pool[position] = row;
    }
    return pool;
  }

  async close(): Promise<void> {
    await this.#cursor?.rows.return?.();
    this.#cursor = undefined;
  }

  async #rowAt(index: number): Promise<DatasetRow> {
    const cursor = this.#cursor && this.#cursor.next <= index ? this.#cursor : await this.#openAt(index);
    for (;;) {
      const { value, done } = await cursor.rows.next();
      if (done) throw rowsGone(index, this.#splits.test.rows);
      cursor.next = value.index + 1;
      if (value.index === index) return value;
    }
  }

  async #openAt(index: number): Promise<Cursor> {
    await this.close();
    this.#cursor = { rows: this.#dataset.rows(this.#reader.testSplit, index)[Symbol.asyncIterator](), next: index };
    return this.#cursor;
  }
}

/** An open pass over the test split, and the row it comes to next. */
interface Cursor {
  readonly rows: AsyncIterator<DatasetRow>;
  next: number;
}

function rowsGone(index: number, counted: number): OcError {
  return new OcError({
    code: 'DATASET_CHANGED',
    message: `row ${index} is not there any more: the dataset had ${counted} rows when the run was planned`,
    details:
      'Do not change a dataset while it is being evaluated. Start again with -r: only what the change touches is redone.',
    fatal: true,
  });
}
