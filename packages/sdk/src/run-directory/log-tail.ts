import { open } from 'node:fs/promises';

const MAX_BYTES = 8192;

/** The last 8 KiB of a text file, of what stands behind a byte; empty where there is no such file. */
export async function tailOf(path: string, startByte = 0): Promise<string> {
  try {
    await using file = await open(path, 'r');
    const { size } = await file.stat();
    const from = Math.max(startByte, size - MAX_BYTES);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(MAX_BYTES), 0, MAX_BYTES, from);
    return buffer.toString('utf8', 0, bytesRead);
  } catch {
    return '';
  }
}

/** The last lines of a log that are not empty; none where there is no such file. */
export async function lastLines(path: string, count: number): Promise<string[]> {
  const lines = (await tailOf(path)).split('\n');
  return lines.filter((line) => line.trim() !== '').slice(-count);
}
