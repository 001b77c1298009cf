import fc from 'fast-check';

/** Objects as JSON can say them, any text among their keys and values. */
export const rowArbitrary = fc.dictionary(
  fc.string({ unit: 'binary', maxLength: 5 }).filter((key) => key !== '__proto__'),
  // -0 is 0 in JSON.
  fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.parse(JSON.stringify(value)) as unknown),
  { maxKeys: 4, noNullPrototype: true },
);

/** The bytes of the text in pieces of `size`. */
export async function* inChunks(text: string, size: number): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}
