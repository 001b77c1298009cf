import { definePostprocessor, type OptionsOf } from 'oc-sdk';
import { general } from '../general/index.ts';
import { type CutChinese, loadJieba } from '../jieba.ts';

const optionsSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    words: {
      enum: ['icu', 'jieba'],
      default: 'icu',
      description: "Whose words: ICU's, or jieba's as in OpenCompass (install jieba-wasm).",
    },
    compat: {
      type: 'boolean',
      description: 'Cut the text as it is, as OpenCompass does by mistake; default: where the config has `compat`.',
    },
  },
} as const;

/**
 * The text after `general`, cut into Chinese words with blanks between them: by default those of ICU's dictionary
 * (`Intl.Segmenter`), whose borders are not all those of jieba. `compat`: the text without `general`.
 */
export function generalCn(text: string, compat = false, cut: CutChinese = chineseWords): string {
  return cut(compat ? text : general(text)).join(' ');
}

/** Letters, digits and blanks of ASCII: their words are plain, and need no dictionary. */
const PLAIN = /^[\w ]*$/;
const SEGMENTER = new Intl.Segmenter('zh', { granularity: 'word' });

/** The words of a text in Chinese, blanks and punctuation among them, as ICU's dictionary has them. */
export function chineseWords(text: string): string[] {
  // A piece at a time: the segmenter takes the square of the length of a text without a break.
  return (text.match(/[\s\S]{1,400}/gu) ?? []).flatMap((piece) =>
    PLAIN.test(piece) ? (piece.match(/\w+| +/g) ?? []) : [...SEGMENTER.segment(piece)].map(({ segment }) => segment),
  );
}

export default definePostprocessor({
  name: 'general-cn',
  summary: 'The start of the first sentence, cut into Chinese words.',
  optionsSchema,
  async create({ words, compat }: OptionsOf<typeof optionsSchema>, context) {
    const cut = words === 'jieba' ? await loadJieba() : chineseWords;
    const isCompat = compat ?? context.compat === 'opencompass';
    return (text) => generalCn(text, isCompat, cut);
  },
});
