import { bySample, defineEvaluator, type OptionsOf } from 'oc-sdk';
import { strip, textOf } from '../python-text.ts';
import { referencesOf } from '../references.ts';
import { addCounts, bleu, countSegment, NO_COUNTS, ORDER } from './bleu.ts';
import { tokenize } from './tokenizers.ts';

const optionsSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    tokenize: { enum: ['13a', 'intl', 'zh', 'char', 'none'], default: '13a', description: 'How text is cut.' },
    lowercase: { type: 'boolean', default: false, description: 'Compare in lower case.' },
    smooth_method: {
      enum: ['exp', 'floor', 'add-k', 'none'],
      default: 'exp',
      description: 'What an order without a match counts.',
    },
    smooth_value: { type: 'number', exclusiveMinimum: 0, description: 'For floor (default 0.1) and add-k (1).' },
  },
} as const;

type Options = OptionsOf<typeof optionsSchema>;

/**
 * BLEU of all samples together: `score` (0 to 100), `precision_1` to `precision_4` in percent, `bp`, `sys_len`, `ref_len`.
 * A verdict's `score` is the BLEU of its sample alone, with effective order.
 */
export default defineEvaluator({
  name: 'bleu',
  summary: 'Corpus BLEU, equal to sacreBLEU.',
  optionsSchema,
  create: (options: Options) =>
    bySample(() => {
      const smoothing = { smoothing: options.smooth_method, ...smoothValueOf(options) };
      let counts = NO_COUNTS;
      return {
        add({ prediction, reference }) {
          const [pred, answer] = [textOf(prediction), referencesOf(reference)];
          const segment = countSegment(
            cut(pred, options),
            answer.map((text) => cut(text, options)),
          );
          counts = addCounts(counts, segment);
          return {
            pred,
            answer,
            score: Math.min(1, bleu(segment, { ...smoothing, effectiveOrder: true }).score / 100),
          };
        },
        compute() {
          const { score, precisions, brevityPenalty } = bleu(counts, smoothing);
          const byOrder = Array.from({ length: ORDER }, (_, i) => [`precision_${i + 1}`, precisions[i] as number]);
          const lengths = { bp: brevityPenalty, sys_len: counts.systemLength, ref_len: counts.referenceLength };
          return { score, ...Object.fromEntries(byOrder), ...lengths };
        },
      };
    }),
});

function smoothValueOf({ smooth_value }: Options): { smoothValue?: number } {
  return smooth_value === undefined ? {} : { smoothValue: smooth_value };
}

function cut(text: string, options: Options): string[] {
  const segment = strip(`|${text}`).slice(1);
  return tokenize(options.lowercase ? segment.toLowerCase() : segment, options.tokenize);
}
