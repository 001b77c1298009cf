import { defineEvaluator, type EvaluatedSample, type OptionsOf } from 'oc-sdk';

const optionsSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    tolerance: { type: 'number', minimum: 0, default: 0, description: 'How far off an answer may be.' },
  },
} as const;

/** The share of answers that are numbers close enough to the reference. */
export default defineEvaluator({
  name: 'within',
  summary: 'The share of numbers within a tolerance of the reference.',
  optionsSchema,
  create: ({ tolerance }: OptionsOf<typeof optionsSchema>) => ({
    evaluate(samples) {
      const details = samples.map((sample) => ({ correct: distance(sample) <= tolerance }));
      const right = details.filter(({ correct }) => correct).length;
      // No sample is 0 percent: a metric must be a finite number.
      return { metrics: { accuracy: (100 * right) / Math.max(1, samples.length) }, details };
    },
  }),
});

/** Infinity where one of the two is no number. */
function distance({ prediction, reference }: EvaluatedSample): number {
  const [said, wanted] = [numberIn(prediction), numberIn(reference)];
  return said === undefined || wanted === undefined ? Infinity : Math.abs(said - wanted);
}

function numberIn(value: unknown): number | undefined {
  const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : '';
  const number = text === '' ? Number.NaN : Number(text);
  return Number.isFinite(number) ? number : undefined;
}
