import { bySample, defineEvaluator, type EvaluatedSample } from 'oc-sdk';
import { general } from '../general/index.ts';
import { type CutChinese, loadJieba } from '../jieba.ts';
import { splitWords, textOf } from '../python-text.ts';
import { referencesOf } from '../references.ts';
import { meanScorer } from '../sample-evaluator.ts';
import { type ChineseRouge, chineseRouge } from './chinese-rouge.ts';

/**
 * `rouge1`, `rouge2`, `rougeL` of texts in Chinese: means of the F-measure of jieba's words after `general`, in percent;
 * of several references the best counts. Needs the package jieba-wasm: throws `JIEBA_MISSING`.
 */
export default defineEvaluator({
  name: 'jieba-rouge',
  summary: 'ROUGE-1, -2 and -L of words in Chinese.',
  optionsSchema: { type: 'object', additionalProperties: false, properties: {} },
  async create() {
    const cut = await loadJieba();
    return bySample(() =>
      meanScorer(
        (sample) => verdictOf(sample, cut),
        [
          ['rouge1', ({ rouge1 }) => rouge1],
          ['rouge2', ({ rouge2 }) => rouge2],
          ['rougeL', ({ rougeL }) => rougeL],
        ],
      ),
    );
  },
});

function verdictOf({ prediction, reference }: EvaluatedSample, cut: CutChinese) {
  const [pred, answer] = [textOf(prediction), referencesOf(reference)];
  const words = wordsOf(pred, cut);
  const scores = best(answer.map((text) => chineseRouge(words, wordsOf(text, cut))));
  return { pred, answer, ...scores, score: scores.rouge1 };
}

function wordsOf(text: string, cut: CutChinese): string[] {
  return splitWords(cut(general(text)).join(' '));
}

function best(scores: readonly ChineseRouge[]): ChineseRouge {
  const highest = (kind: keyof ChineseRouge) => Math.max(0, ...scores.map((score) => score[kind]));
  return { rouge1: highest('rouge1'), rouge2: highest('rouge2'), rougeL: highest('rougeL') };
}
