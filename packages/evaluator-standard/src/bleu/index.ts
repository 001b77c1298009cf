import { bleuEvaluator } from './evaluator.ts';
import { PIECE_TOKENIZERS, WORD_TOKENIZERS } from './tokenizers.ts';

/** See {@link bleuEvaluator}. */
export default bleuEvaluator({
  name: 'bleu',
  summary: 'Corpus BLEU, equal to sacreBLEU.',
  tokenizers: [...WORD_TOKENIZERS, ...PIECE_TOKENIZERS],
  rules: {
    if: { properties: { tokenize: { enum: PIECE_TOKENIZERS } }, required: ['tokenize'] },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema, and nothing awaits it.
    then: { properties: { tokenizer_model: { type: 'string' } }, required: ['tokenizer_model'] },
  },
});
