import type { OptionsOf } from 'oc-sdk';
import { editDistance } from '../edit-distance.ts';
import { firstOption } from '../first-option/index.ts';
import { strip, textOf } from '../python-text.ts';
import { sampleEvaluator } from '../sample-evaluator.ts';

const optionsSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['options'],
  properties: {
    options: {
      type: 'array',
      minItems: 1,
      items: { type: 'string', pattern: '^[A-Z]$' },
      description: 'The letters of the options: columns of the row that hold their texts.',
    },
    compat: { type: 'boolean', default: false, description: 'Take phrases with the slips of OpenCompass.' },
  },
} as const;

/**
 * `accuracy`: the share of answers that settle on the right option: the letter itself, a phrase that names one
 * (`first-option` without cushion), the only option whose text is in the answer, or the one nearest to it by Levenshtein's
 * distance to its letter, its text or both.
 */
export default sampleEvaluator({
  name: 'option-sim',
  summary: 'The share of answers that settle on the right option, by letter, text or likeness.',
  metric: 'accuracy',
  optionsSchema,
  judge({ prediction, reference, row }, options: OptionsOf<typeof optionsSchema>) {
    const [pred, answer] = [textOf(prediction), textOf(reference)];
    const parsed = settledOption(strip(pred), options, row);
    return { pred, parsed, answer, correct: parsed === answer };
  },
});

function settledOption(
  pred: string,
  { options, compat }: OptionsOf<typeof optionsSchema>,
  row: Readonly<Record<string, unknown>>,
): string {
  if (options.includes(pred)) return pred;
  const named = firstOption(pred, options.join(''), false, compat);
  if (named !== '') return named;
  const texts = options.flatMap((option) => (row[option] == null ? [] : [{ option, text: textOf(row[option]) }]));
  const contained = texts.filter(({ text }) => pred.toLowerCase().includes(text.toLowerCase()));
  if (contained.length === 1) return contained[0]?.option ?? '';
  const near = texts.map(({ option, text }) => ({ option, distance: distanceTo(pred, option, text) }));
  return near.sort((a, b) => a.distance - b.distance || (a.option < b.option ? -1 : 1))[0]?.option ?? '';
}

function distanceTo(pred: string, option: string, text: string): number {
  return Math.min(...[option, text, `${option}. ${text}`].map((candidate) => editDistance(pred, candidate)));
}
