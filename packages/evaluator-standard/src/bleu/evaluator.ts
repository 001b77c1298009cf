import { bySample, defineEvaluator, type OptionsOf, type Plugin, type Scorer } from 'oc-sdk';
import { strip, textOf } from '../python-text.ts';
import { referencesOf } from '../references.ts';
import { addCounts, bleu, countSegment, NO_COUNTS, ORDER } from './bleu.ts';
import { loadTokenizer, PIECE_TOKENIZERS, type Tokenize, type TokenizerName } from './tokenizers.ts';

const properties = {
  tokenizer_model: {
    type: 'string',
    minLength: 1,
    description: `A file: the SentencePiece model of ${PIECE_TOKENIZERS.join(', ')}.`,
  },
  lowercase: { type: 'boolean', default: false, description: 'Compare in lower case.' },
  smooth_method: {
    enum: ['exp', 'floor', 'add-k', 'none'],
    default: 'exp',
    description: 'What an order without a match counts.',
  },
  smooth_value: { type: 'number', exclusiveMinimum: 0, description: 'For floor (default 0.1) and add-k (1).' },
} as const;

type Options = OptionsOf<{ type: 'object'; additionalProperties: false; properties: typeof properties }> & {
  readonly tokenize: TokenizerName;
};

interface BleuPlugin {
  readonly name: string;
  readonly summary: string;
  /** The first is the default. */
  readonly tokenizers: readonly TokenizerName[];
  /** Further keywords of the options' schema. */
  readonly rules: Readonly<Record<string, unknown>>;
}

/**
 * BLEU of all samples together: `score` (0 to 100), `precision_1` to `precision_4` in percent, `bp`, `sys_len`, `ref_len`.
 * A verdict's `score` is the BLEU of its sample alone, with effective order.
 */
export function bleuEvaluator({ name, summary, tokenizers, rules }: BleuPlugin): Plugin<'evaluator'> {
  const tokenize = { enum: tokenizers, default: tokenizers[0], description: 'How text is cut.' };
  return defineEvaluator({
    name,
    summary,
    optionsSchema: { type: 'object', additionalProperties: false, properties: { tokenize, ...properties }, ...rules },
    async create(options: Options, context) {
      const model = options.tokenizer_model;
      const tokenize = await loadTokenizer(options.tokenize, model && context.resolvePath(model));
      return bySample(() => bleuScorer(options, tokenize));
    },
  });
}

function bleuScorer(options: Options, tokenize: Tokenize): Scorer {
  const smoothing = { smoothing: options.smooth_method, ...smoothValueOf(options) };
  const cut = (text: string): string[] => {
    const segment = strip(`|${text}`).slice(1);
    return tokenize(options.lowercase ? segment.toLowerCase() : segment);
  };
  let counts = NO_COUNTS;
  return {
    add({ prediction, reference }) {
      const [pred, answer] = [textOf(prediction), referencesOf(reference)];
      const segment = countSegment(cut(pred), answer.map(cut));
      counts = addCounts(counts, segment);
      return { pred, answer, score: Math.min(1, bleu(segment, { ...smoothing, effectiveOrder: true }).score / 100) };
    },
    compute() {
      const { score, precisions, brevityPenalty } = bleu(counts, smoothing);
      const byOrder = Array.from({ length: ORDER }, (_, i) => [`precision_${i + 1}`, precisions[i] as number]);
      const lengths = { bp: brevityPenalty, sys_len: counts.systemLength, ref_len: counts.referenceLength };
      return { score, ...Object.fromEntries(byOrder), ...lengths };
    },
  };
}

function smoothValueOf({ smooth_value }: Options): { smoothValue?: number } {
  return smooth_value === undefined ? {} : { smoothValue: smooth_value };
}
