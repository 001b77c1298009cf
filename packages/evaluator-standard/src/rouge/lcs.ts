/** The longest common subsequence of two lists of words: the offsets in `reference` that are in it, in order. */
export function commonSubsequence(reference: readonly string[], candidate: readonly string[]): number[] {
  const width = candidate.length + 1;
  const table = lengths(reference, candidate);
  const found: number[] = [];
  let [i, j] = [reference.length, candidate.length];
  // Of several longest ones the one that Google's rouge-score reads out: it matters to rougeLsum.
  while (i > 0 && j > 0) {
    if (reference[i - 1] === candidate[j - 1]) {
      found.push(i - 1);
      i -= 1;
      j -= 1;
    } else if ((table[i * width + j - 1] as number) > (table[(i - 1) * width + j] as number)) j -= 1;
    else i -= 1;
  }
  return found.reverse();
}

/** Its length alone, in memory for one row. */
export function commonLength(reference: readonly string[], candidate: readonly string[]): number {
  const row = new Uint32Array(candidate.length + 1);
  for (const word of reference) {
    let diagonal = 0;
    for (let j = 1; j < row.length; j += 1) {
      const above = row[j] as number;
      const left = row[j - 1] as number;
      row[j] = candidate[j - 1] === word ? diagonal + 1 : above > left ? above : left;
      diagonal = above;
    }
  }
  return row.at(-1) ?? 0;
}

function lengths(reference: readonly string[], candidate: readonly string[]): Uint16Array | Uint32Array {
  const width = candidate.length + 1;
  const size = (reference.length + 1) * width;
  const table = Math.min(reference.length, width) < 65_536 ? new Uint16Array(size) : new Uint32Array(size);
  for (let i = 1; i <= reference.length; i += 1) {
    for (let j = 1; j < width; j += 1) {
      const at = i * width + j;
      const same = reference[i - 1] === candidate[j - 1];
      table[at] = same
        ? (table[at - width - 1] as number) + 1
        : Math.max(table[at - width] as number, table[at - 1] as number);
    }
  }
  return table;
}
