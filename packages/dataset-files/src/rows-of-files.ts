import { createHash, type Hash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { type Dataset, type DatasetRow, type FoundRow, isOcError, type PluginContext, type Row } from 'oc-sdk';
import { failureOf } from './access.ts';
import { readBytes } from './bytes.ts';
import { circular } from './circular.ts';
import { type ShapeOptions, shapeOf } from './columns/shape.ts';
import { idMissing, type Place } from './errors.ts';
import { type FileFormat, isTable } from './file-format.ts';
import { type JoinedRows, type Joiner, joinerOf, joinKey } from './join.ts';

export interface RowOptions extends ShapeOptions {
  readonly id_column?: string | undefined;
  readonly circular?: string | undefined;
}

/** Where the files of a split are, in their order. */
export type FilesOf = (split: string) => Promise<readonly string[]>;

/** A dataset over files, which follow one another: reads as far as it is asked to, and keeps nothing but what it joins. */
export function rowsOfFiles<Raw extends Place>(
  filesOf: FilesOf,
  formatOf: (file: string) => FileFormat<Raw>,
  options: RowOptions,
  { signal }: Pick<PluginContext, 'signal'>,
  joined: readonly JoinedRows[] = [],
): Dataset {
  const shape = shapeOf(options);
  const joiners = new Map<string, Promise<Joiner>>();

  function joiner(split: string): Promise<Joiner> {
    const made = joiners.get(split) ?? joinerOf(joined, split);
    joiners.set(split, made);
    made.catch(() => joiners.delete(split));
    return made;
  }

  /** The rows found in a file, of a table only those from the start-th on. */
  function found(file: string, split: string, start = 0): AsyncIterable<readonly Raw[]> {
    const format = formatOf(file);
    if (isTable(format)) return guarded(format.read(file, start, signal), file, split, signal);
    return format.scan(readBytes(file, split, signal), file);
  }

  /** How many rows of a file need not be looked at. */
  async function skippable(file: string, split: string, wanted: number): Promise<number> {
    const format = formatOf(file);
    if (shape.filters || wanted <= 0 || !isTable(format)) return 0;
    return Math.min(wanted, await counted(format.count(file), file, split));
  }

  async function summarizeFile(file: string, split: string, hash: Hash): Promise<number> {
    const format = formatOf(file);
    const bytes = hashed(readBytes(file, split, signal), hash);
    let rows = 0;
    if (isTable(format)) {
      for await (const _ of bytes);
      if (!shape.filters) return await counted(format.count(file), file, split);
      for await (const batch of found(file, split)) rows += wantedIn(batch, format);
    } else for await (const batch of format.scan(bytes, file)) rows += wantedIn(batch, format);
    return rows;
  }

  function wantedIn(batch: readonly Raw[], format: FileFormat<Raw>): number {
    return shape.filters ? batch.filter((raw) => shape.matches(format.parse(raw))).length : batch.length;
  }

  /** The rows that the shape wants, from the start-th on. */
  async function* picked(split: string, start: number): AsyncGenerator<Picked<Raw>> {
    let index = 0;
    for (const file of await filesOf(split)) {
      const skipped = await skippable(file, split, start - index);
      const format = formatOf(file);
      index += skipped;
      for await (const raw of flat(found(file, split, skipped))) {
        // Parsing is what costs: rows before the start are only looked at where that decides their number.
        const row = shape.filters || index >= start ? format.parse(raw) : undefined;
        if (row !== undefined && !shape.matches(row)) continue;
        if (row !== undefined && index >= start) yield { index, raw, row };
        index += 1;
      }
    }
  }

  async function* inspected(file: string, split: string, first: number): AsyncGenerator<FoundRow> {
    const format = formatOf(file);
    let index = first;
    try {
      for await (const raw of flat(found(file, split))) {
        const each = tried(raw, format, index);
        if (each === undefined) continue;
        yield each;
        if ('row' in each) index += 1;
      }
    } catch (error) {
      if (!isOcError(error)) throw error;
      yield { problem: error };
    }
  }

  /** Undefined: a row that is not wanted. */
  function tried(raw: Raw, format: FileFormat<Raw>, index: number): FoundRow | undefined {
    try {
      const row = format.parse(raw);
      return shape.matches(row) ? { index, line: raw.line, row: shape.derive(row, index, raw) } : undefined;
    } catch (error) {
      if (!isOcError(error)) throw error;
      return { problem: error };
    }
  }

  const dataset: Dataset = {
    async *rows(split, start = 0, end = Infinity) {
      if (start >= end) return;
      const join = await joiner(split);
      for await (const { index, raw, row } of picked(split, start)) {
        yield datasetRow(index, raw, shape.derive(join(row, raw), index, raw), options.id_column);
        if (index + 1 >= end) return;
      }
    },

    async summarize(split) {
      const hash = createHash('sha256');
      let rows = 0;
      for (const file of await filesOf(split)) rows += await summarizeFile(file, split, hash);
      hash.update(shape.key).update(await joinKey(joined, split));
      return { rows, contentHash: hash.digest('hex') };
    },

    async stamp(split) {
      const stamps = (await filesOf(split)).map((file) => stampOf(file, split));
      const others = joined.map(async ({ dataset }) => (await dataset.stamp?.(split)) ?? '');
      return (await Promise.all([...stamps, ...others])).join('|');
    },

    async *inspect(split) {
      let index = 0;
      for (const file of await filesOf(split)) {
        for await (const each of inspected(file, split, index)) {
          if ('row' in each) index = each.index + 1;
          yield each;
        }
      }
    },
  };
  return options.circular === undefined ? dataset : circular(dataset, options.circular);
}

interface Picked<Raw> {
  readonly index: number;
  readonly raw: Raw;
  readonly row: Row;
}

async function* flat<Raw>(batches: AsyncIterable<readonly Raw[]>): AsyncGenerator<Raw> {
  for await (const batch of batches) yield* batch;
}

async function stampOf(file: string, split: string): Promise<string> {
  try {
    const { size, mtimeNs, ctimeNs, ino } = await stat(file, { bigint: true });
    return [file, size, mtimeNs, ctimeNs, ino].join(':');
  } catch (error) {
    throw await failureOf(error, file, split);
  }
}

function datasetRow(index: number, raw: Place, row: Row, idColumn: string | undefined): DatasetRow {
  return { index, id: idColumn === undefined ? String(index) : idOf(raw, row, idColumn), row };
}

function idOf(place: Place, row: Row, column: string): string {
  const value = Object.hasOwn(row, column) ? row[column] : undefined;
  if (typeof value === 'number' || (typeof value === 'string' && value !== '')) return String(value);
  throw idMissing(place, column, value);
}

async function* hashed(chunks: AsyncIterable<Buffer>, hash: Hash): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    hash.update(chunk);
    yield chunk;
  }
}

async function counted(count: Promise<number>, file: string, split: string): Promise<number> {
  return await count.catch(async (error: unknown) => Promise.reject(await failureOf(error, file, split)));
}

/** The same, with errors of the file system as errors of ours. */
async function* guarded<Raw>(
  batches: AsyncIterable<readonly Raw[]>,
  file: string,
  split: string,
  signal: AbortSignal,
): AsyncGenerator<readonly Raw[]> {
  try {
    yield* batches;
  } catch (error) {
    signal.throwIfAborted();
    throw await failureOf(error, file, split);
  }
}
