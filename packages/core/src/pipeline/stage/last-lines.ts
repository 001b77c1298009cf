import { open } from 'node:fs/promises';

const TAIL_BYTES = 4096;

/** The last lines of a log file; none where there is no such file. */
export async function lastLines(path: string, count: number): Promise<string[]> {
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      const length = Math.min(size, TAIL_BYTES);
      const { buffer } = await file.read(Buffer.alloc(length), 0, length, size - length);
      return buffer
        .toString('utf8')
        .split('\n')
        .filter((line) => line.trim() !== '')
        .slice(-count);
    } finally {
      await file.close();
    }
  } catch {
    return [];
  }
}
