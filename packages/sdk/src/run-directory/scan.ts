import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from './files.ts';

/** Where one sample's line is, without having parsed it. */
export interface ScannedSample {
  /** Position in the split. */
  readonly index: number;
  /** Which of the answers to the row, from 0. */
  readonly replica: number;
  readonly ok: boolean;
  readonly file: string;
  /** In bytes, without the newline. */
  readonly offset: number;
  readonly length: number;
}

const LINE_START = /^\{"index":(\d+)(?:,"replica":(\d+))?,"status":"(ok|failed)"/;
const NEWLINE = 0x0a;
const CLOSING_BRACE = 0x7d;

/**
 * The samples in the prediction files of one pair, in the order of file name and line. A line that a crash has torn is
 * left out: what it would have said did not happen. A folder that is not there holds none.
 */
export async function* scanSamples(
  folder: string,
  only: (file: string) => boolean = () => true,
): AsyncIterable<ScannedSample> {
  for (const name of (await namesIn(folder)).filter((file) => file.endsWith('.jsonl') && only(file)).sort()) {
    yield* scanFile(join(folder, name));
  }
}

async function* scanFile(file: string): AsyncIterable<ScannedSample> {
  let rest: Buffer = Buffer.alloc(0);
  let offset = 0;
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let start = 0;
    for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, start)) {
      const match =
        bytes[end - 1] === CLOSING_BRACE && LINE_START.exec(bytes.toString('latin1', start, Math.min(end, start + 64)));
      if (match) {
        const [, index, replica = 0, status] = match;
        const place = { file, offset: offset + start, length: end - start };
        yield { index: Number(index), replica: Number(replica), ok: status === 'ok', ...place };
      }
      start = end + 1;
    }
    rest = bytes.subarray(start);
    offset += start;
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  }
}
