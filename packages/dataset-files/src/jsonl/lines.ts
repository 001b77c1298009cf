import { isBlank, type JsonRow, withoutBom } from '../json-row.ts';

const LINE_FEED = 0x0a;

/** The lines that are not blank, without their line feeds. A carriage return before one is left to the JSON parser. */
export async function* lines(chunks: AsyncIterable<Buffer>, file: string): AsyncGenerator<JsonRow[]> {
  let open: Buffer[] = [];
  let line = 0;

  function close(tail: Buffer): JsonRow[] {
    const whole = open.length === 0 ? tail : Buffer.concat([...open, tail]);
    open = [];
    line += 1;
    const bytes = line === 1 ? withoutBom(whole) : whole;
    return bytes.every(isBlank) ? [] : [{ file, line, column: 1, bytes }];
  }

  for await (const chunk of chunks) {
    const batch: JsonRow[] = [];
    let from = 0;
    for (let to = chunk.indexOf(LINE_FEED); to >= 0; to = chunk.indexOf(LINE_FEED, from)) {
      batch.push(...close(chunk.subarray(from, to)));
      from = to + 1;
    }
    if (from < chunk.length) open.push(chunk.subarray(from));
    yield batch;
  }
  yield close(Buffer.alloc(0));
}
