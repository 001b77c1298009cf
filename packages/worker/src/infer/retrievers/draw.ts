import { createHash } from 'node:crypto';

/** Whole numbers that look random and are the same for the same key. */
export function numbers(key: string): () => number {
  let block = 0;
  let bytes = Buffer.alloc(0);
  let at = 0;
  return () => {
    if (at + 6 > bytes.length) {
      bytes = createHash('sha256').update(`${key}/${block}`).digest();
      block += 1;
      at = 0;
    }
    at += 6;
    return bytes.readUIntBE(at - 6, 6);
  };
}
