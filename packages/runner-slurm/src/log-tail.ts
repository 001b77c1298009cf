import { open } from 'node:fs/promises';

const MAX_BYTES = 8192;

/** The end of a text file; empty where there is none. */
export async function tailOf(path: string): Promise<string> {
  try {
    await using file = await open(path, 'r');
    const { size } = await file.stat();
    const from = Math.max(0, size - MAX_BYTES);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(MAX_BYTES), 0, MAX_BYTES, from);
    return buffer.toString('utf8', 0, bytesRead);
  } catch {
    return '';
  }
}
