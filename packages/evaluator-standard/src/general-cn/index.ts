import { definePostprocessor, type OptionsOf } from 'oc-sdk';
import { general } from '../general/index.ts';

const optionsSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    compat: {
      type: 'boolean',
      description: 'Cut the text as it is, as OpenCompass does by mistake; default: where the config has `compat`.',
    },
  },
} as const;

/**
 * The text after `general`, cut into Chinese words with blanks between them. The words are those of ICU's dictionary
 * (`Intl.Segmenter`); OpenCompass cuts with jieba, so that a few borders differ. `compat`: the text without `general`.
 */
export function generalCn(text: string, compat = false): string {
  return chineseWords(compat ? text : general(text)).join(' ');
}

const SEGMENTER = new Intl.Segmenter('zh', { granularity: 'word' });

/** The words of a text in Chinese, blanks and punctuation among them, as ICU's dictionary has them. */
export function chineseWords(text: string): string[] {
  // A piece at a time: the segmenter takes the square of the length of a text without a break.
  return (text.match(/[\s\S]{1,400}/gu) ?? []).flatMap((piece) =>
    [...SEGMENTER.segment(piece)].map(({ segment }) => segment),
  );
}

export default definePostprocessor({
  name: 'general-cn',
  summary: 'The start of the first sentence, cut into Chinese words.',
  optionsSchema,
  create: ({ compat }: OptionsOf<typeof optionsSchema>, context) => {
    const isCompat = compat ?? context.compat === 'opencompass';
    return (text) => generalCn(text, isCompat);
  },
});
