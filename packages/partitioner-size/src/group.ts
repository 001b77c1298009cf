import type { Chunk } from './chunks.ts';

/**
 * Fills one task after another, in the order given: a task is closed when the next chunk would lift it above
 * `maxTaskSize`. No chunk is held back for a gap that it would fit better.
 */
export function groupInOrder(chunks: readonly Chunk[], maxTaskSize: number): Chunk[][] {
  const groups: Chunk[][] = [];
  let current: Chunk[] = [];
  let sum = 0;
  for (const chunk of chunks) {
    if (current.length > 0 && sum + chunk.booked > maxTaskSize) {
      groups.push(current);
      [current, sum] = [[], 0];
    }
    current.push(chunk);
    sum += chunk.booked;
  }
  return current.length > 0 ? [...groups, current] : groups;
}
