import type { DatasetInfo, Range, TaskDraft } from 'oc-sdk';
import { brokenPartition } from '../errors.ts';

/** Throws unless every pending sample is in exactly one task and no other sample in any: a partitioner may be anyone's. */
export function checkPartition(
  partitioner: string,
  datasets: readonly DatasetInfo[],
  drafts: readonly TaskDraft[],
): void {
  const parts = partsByDataset(drafts);
  for (const { abbr, pending } of datasets) {
    const cut = joined((parts.get(abbr) ?? []).toSorted((a, b) => a.start - b.start));
    parts.delete(abbr);
    if (!sameRanges(cut, pending)) throw brokenPartition(partitioner, abbr, pending, cut);
  }
  const [stranger] = parts.keys();
  if (stranger !== undefined) throw brokenPartition(partitioner, stranger, [], []);
}

/** Neighbours made one. Overlaps stay, so that they are seen. */
function joined(sorted: readonly Range[]): Range[] {
  const ranges: { start: number; end: number }[] = [];
  for (const { start, end } of sorted) {
    const last = ranges.at(-1);
    if (last?.end === start && end > start) last.end = end;
    else ranges.push({ start, end });
  }
  return ranges;
}

function sameRanges(a: readonly Range[], b: readonly Range[]): boolean {
  return a.length === b.length && a.every(({ start, end }, i) => start === b[i]?.start && end === b[i]?.end);
}

function partsByDataset(drafts: readonly TaskDraft[]): Map<string, Range[]> {
  const parts = new Map<string, Range[]>();
  for (const { dataset, start, end } of drafts.flatMap((draft) => draft.parts)) {
    const known = parts.get(dataset);
    if (known) known.push({ start, end });
    else parts.set(dataset, [{ start, end }]);
  }
  return parts;
}
