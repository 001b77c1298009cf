/** The longest n-grams that count. */
export const ORDER = 4;

export type Smoothing = 'exp' | 'floor' | 'add-k' | 'none';

/** What BLEU is computed from: sums over segments, by order of the n-grams. */
export interface BleuCounts {
  readonly correct: readonly number[];
  readonly total: readonly number[];
  /** Tokens of the predictions, and of the references nearest to them in length. */
  readonly systemLength: number;
  readonly referenceLength: number;
}

export interface BleuScore extends BleuCounts {
  /** 0 to 100. */
  readonly score: number;
  /** In percent, by order. */
  readonly precisions: readonly number[];
  readonly brevityPenalty: number;
}

export interface BleuOptions {
  readonly smoothing?: Smoothing;
  /** Default 0.1 for `floor`, 1 for `add-k`. */
  readonly smoothValue?: number;
  /** Leave out orders that a short segment cannot have: for single segments. */
  readonly effectiveOrder?: boolean;
}

/** Counts of one segment against its references. */
export function countSegment(tokens: readonly string[], references: readonly (readonly string[])[]): BleuCounts {
  const allowed = new Map<string, number>();
  for (const reference of references) {
    for (const [gram, count] of ngrams(reference)) allowed.set(gram, Math.max(count, allowed.get(gram) ?? 0));
  }
  const correct = new Array<number>(ORDER).fill(0);
  const found = new Map<string, number>();
  for (const [gram, order] of gramsOf(tokens, (each) => allowed.has(each))) {
    const count = found.get(gram) ?? 0;
    if (count === allowed.get(gram)) continue;
    found.set(gram, count + 1);
    correct[order] = (correct[order] as number) + 1;
  }
  const total = correct.map((_, order) => Math.max(0, tokens.length - order));
  return { correct, total, systemLength: tokens.length, referenceLength: nearestLength(tokens.length, references) };
}

/** The sums of two. */
export function addCounts(a: BleuCounts, b: BleuCounts): BleuCounts {
  return {
    correct: a.correct.map((count, i) => count + (b.correct[i] as number)),
    total: a.total.map((count, i) => count + (b.total[i] as number)),
    systemLength: a.systemLength + b.systemLength,
    referenceLength: a.referenceLength + b.referenceLength,
  };
}

export const NO_COUNTS: BleuCounts = {
  correct: [0, 0, 0, 0],
  total: [0, 0, 0, 0],
  systemLength: 0,
  referenceLength: 0,
};

/** BLEU (Papineni et al. 2002) with the smoothings of Chen and Cherry 2014, as sacreBLEU 2 computes it. */
export function bleu(counts: BleuCounts, options: BleuOptions = {}): BleuScore {
  const brevityPenalty = penalty(counts);
  if (counts.correct.every((count) => count === 0)) {
    return { ...counts, score: 0, precisions: [0, 0, 0, 0], brevityPenalty };
  }
  const { precisions, order } = smoothed(counts, options);
  const logs = precisions.slice(0, order).map((precision) => (precision === 0 ? -9999999999 : Math.log(precision)));
  const score = brevityPenalty * Math.exp(logs.reduce((sum, log) => sum + log, 0) / order);
  return { ...counts, score, precisions, brevityPenalty };
}

function smoothed(counts: BleuCounts, { smoothing = 'exp', smoothValue, effectiveOrder = false }: BleuOptions) {
  const value = smoothValue ?? (smoothing === 'floor' ? 0.1 : 1);
  const precisions = [0, 0, 0, 0];
  let order = ORDER;
  let divisor = 1;
  for (let i = 0; i < ORDER; i += 1) {
    const added = smoothing === 'add-k' && i > 0 ? value : 0;
    const [correct, total] = [(counts.correct[i] as number) + added, (counts.total[i] as number) + added];
    if (total === 0) break;
    if (effectiveOrder) order = i + 1;
    if (correct > 0) precisions[i] = (100 * correct) / total;
    else if (smoothing === 'exp') {
      divisor *= 2;
      precisions[i] = 100 / (divisor * total);
    } else if (smoothing === 'floor') precisions[i] = (100 * value) / total;
  }
  return { precisions, order };
}

function penalty({ systemLength, referenceLength }: BleuCounts): number {
  if (systemLength >= referenceLength) return 1;
  return systemLength === 0 ? 0 : Math.exp(1 - referenceLength / systemLength);
}

/** The shorter of two that are as near. */
function nearestLength(length: number, references: readonly (readonly string[])[]): number {
  const lengths = references.map((reference) => reference.length).sort((a, b) => a - b);
  return lengths.reduce(
    (best, other) => (Math.abs(other - length) < Math.abs(best - length) ? other : best),
    lengths[0] ?? 0,
  );
}

function ngrams(tokens: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const [gram] of gramsOf(tokens)) counts.set(gram, (counts.get(gram) ?? 0) + 1);
  return counts;
}

/**
 * Every n-gram with its length less one, those of a position from the shortest on; one that is not wanted ends the
 * position, for no longer one with the same beginning is.
 */
function* gramsOf(
  tokens: readonly string[],
  isWanted: (gram: string) => boolean = () => true,
): Generator<readonly [gram: string, order: number]> {
  for (let start = 0; start < tokens.length; start += 1) {
    let gram = '';
    for (let order = 0; order < ORDER && start + order < tokens.length; order += 1) {
      gram += ` ${tokens[start + order]}`;
      if (!isWanted(gram)) break;
      yield [gram, order];
    }
  }
}
