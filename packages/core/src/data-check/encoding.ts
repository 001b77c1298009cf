import { open } from 'node:fs/promises';
import type { Issue } from '../config/custom/inspect.ts';

/** What the first bytes of a file say about how its text is written. */
export async function encodingIssues(file: string): Promise<Issue[]> {
  const [first, second, third] = await firstBytes(file);
  if (first === 0xef && second === 0xbb && third === 0xbf) {
    return [{ severity: 'warning', message: 'it begins with a byte order mark: read over here, but not by all tools' }];
  }
  const isUtf16 = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  if (isUtf16) return [{ severity: 'error', message: 'it is UTF-16 by its first two bytes: convert it to UTF-8' }];
  return [];
}

/** None where there is no such file, which its reader tells. */
async function firstBytes(file: string): Promise<Buffer> {
  const handle = await open(file).catch(() => undefined);
  if (handle === undefined) return Buffer.alloc(0);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(3), 0, 3, 0);
    return buffer.subarray(0, bytesRead);
  } catch {
    return Buffer.alloc(0);
  } finally {
    await handle.close();
  }
}
