import { bleuEvaluator } from '../bleu/evaluator.ts';
import { PIECE_TOKENIZERS } from '../bleu/tokenizers.ts';

/** spBLEU: see {@link bleuEvaluator}. */
export default bleuEvaluator({
  name: 'bleu-flores',
  summary: 'Corpus BLEU of the pieces of a SentencePiece model.',
  tokenizers: PIECE_TOKENIZERS,
  rules: { required: ['tokenizer_model'] },
});
