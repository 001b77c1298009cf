import type { Part } from 'oc-sdk';

/**
 * Cuts parts into pieces of one length, in their order: as many as can have `shortest` seconds each. A sample that takes
 * longer is a piece of its own.
 */
export function cutParts(
  parts: readonly Part[],
  shortest: number,
  perSample: (dataset: string) => number,
): (readonly Part[])[] {
  const total = parts.reduce((sum, { dataset, start, end }) => sum + (end - start) * perSample(dataset), 0);
  const seconds = shortest > 0 ? total / Math.max(1, Math.floor(total / shortest)) : 0;
  const pieces: Part[][] = [];
  let piece: Part[] = [];
  let room = seconds;
  for (const { dataset, start, end } of parts) {
    const each = Math.max(perSample(dataset), Number.MIN_VALUE);
    for (let from = start; from < end; ) {
      const to = Math.min(end, from + Math.max(1, Math.round(room / each)));
      piece.push({ dataset, start: from, end: to });
      room -= (to - from) * each;
      from = to;
      // What rounding leaves is no room.
      if (room > seconds / 1000) continue;
      pieces.push(piece);
      [piece, room] = [[], seconds];
    }
  }
  return piece.length > 0 ? [...pieces, piece] : pieces;
}
