import { tokenF1 } from '../token-f1.ts';
import { commonLength, commonSubsequence } from './lcs.ts';
import { porterStem } from './porter.ts';

/** F-measures in [0, 1]. */
export interface RougeScores {
  readonly rouge1: number;
  readonly rouge2: number;
  readonly rougeL: number;
  readonly rougeLsum: number;
}

/** Cuts a text into words, none of which goes on over the end of a line. */
export type CutWords = (text: string) => string[];

/**
 * ROUGE (Lin 2004) of one text against one reference, as Google's rouge-score computes it; sentences of rougeLsum are
 * lines.
 */
export function rouge(prediction: string, reference: string, cut: CutWords = rougeWords): RougeScores {
  const [lines, goldLines] = [prediction.split('\n').map(cut), reference.split('\n').map(cut)];
  const [words, gold] = [lines.flat(), goldLines.flat()];
  return {
    rouge1: tokenF1(words, gold),
    rouge2: tokenF1(pairs(words), pairs(gold)),
    rougeL: fMeasure(
      words.length === 0 || gold.length === 0 ? 0 : commonLength(gold, words),
      words.length,
      gold.length,
    ),
    rougeLsum: summaryLevel(lines, goldLines),
  };
}

/** Lower case words of a-z and 0-9: other alphabets have none. */
export function rougeWords(text: string): string[] {
  return text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
}

/** The same, each word of more than three letters as its stem. */
export function stemmedWords(text: string): string[] {
  return rougeWords(text).map((word) => (word.length > 3 ? porterStem(word) : word));
}

function pairs(words: readonly string[]): string[] {
  return words.slice(1).map((word, i) => `${words[i]} ${word}`);
}

function fMeasure(common: number, predicted: number, reference: number): number {
  return common === 0 ? 0 : (2 * common) / (predicted + reference);
}

/** Section 3.2 of the paper, where a word counts at most as often as it stands in either text, as in ROUGE 1.5.5. */
function summaryLevel(prediction: readonly string[][], reference: readonly string[][]): number {
  const left = [counts(prediction), counts(reference)] as const;
  let hits = 0;
  for (const gold of reference) {
    const union = new Set(prediction.flatMap((sentence) => commonSubsequence(gold, sentence)));
    for (const offset of [...union].sort((a, b) => a - b)) hits += takeFrom(left, gold[offset] as string);
  }
  return fMeasure(hits, prediction.flat().length, reference.flat().length);
}

function counts(texts: readonly string[][]): Map<string, number> {
  const found = new Map<string, number>();
  for (const word of texts.flat()) found.set(word, (found.get(word) ?? 0) + 1);
  return found;
}

function takeFrom(left: readonly [Map<string, number>, Map<string, number>], word: string): 0 | 1 {
  const [a, b] = left.map((bag) => bag.get(word) ?? 0) as [number, number];
  if (a === 0 || b === 0) return 0;
  left[0].set(word, a - 1);
  left[1].set(word, b - 1);
  return 1;
}
