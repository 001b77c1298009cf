import { commonLength } from '../rouge/lcs.ts';

/** F-measures in [0, 1]. */
export interface ChineseRouge {
  readonly rouge1: number;
  readonly rouge2: number;
  readonly rougeL: number;
}

/**
 * ROUGE of words that are cut already, as the package rouge-chinese computes it: of a word or a pair it only counts that it
 * is there, not how often; the longest common subsequence is one of the whole texts.
 */
export function chineseRouge(words: readonly string[], gold: readonly string[]): ChineseRouge {
  return {
    rouge1: ofSets(new Set(words), new Set(gold)),
    rouge2: ofSets(pairs(words), pairs(gold)),
    rougeL: fMeasure(commonLength(gold, words), words.length, gold.length),
  };
}

function ofSets(found: ReadonlySet<string>, gold: ReadonlySet<string>): number {
  return fMeasure([...found].filter((item) => gold.has(item)).length, found.size, gold.size);
}

function pairs(words: readonly string[]): Set<string> {
  return new Set(words.slice(1).map((word, i) => `${words[i]} ${word}`));
}

function fMeasure(common: number, found: number, gold: number): number {
  return common === 0 ? 0 : (2 * common) / (found + gold);
}
