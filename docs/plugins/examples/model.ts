import { createHash } from 'node:crypto';
import { defineModel, type GenerateRequest, type GenerateResult, type Model, type OptionsOf } from 'oc-sdk';

const optionsSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['answers'],
  properties: {
    answers: { type: 'array', minItems: 1, items: { type: 'string' }, description: 'The answers to guess from.' },
    seed: { type: 'integer', default: 0, description: 'Another seed guesses otherwise.' },
  },
} as const;

type Options = OptionsOf<typeof optionsSchema>;

/** What guessing scores: the baseline that a real model has to beat. The same prompt always gets the same guess. */
export default defineModel({
  name: 'guess',
  summary: 'Guesses one of the given answers.',
  location: 'process',
  optionsSchema,
  create: (options: Options): Model => ({
    async *generate(requests, { signal }) {
      for (const request of requests) {
        if (signal.aborted) return;
        yield guess(request, options);
      }
    },
    close: async () => {},
  }),
});

function guess({ index, prompt, stop = [] }: GenerateRequest, { answers, seed }: Options): GenerateResult {
  const digest = createHash('sha256')
    .update(JSON.stringify([seed, prompt]))
    .digest();
  const answer = answers[digest.readUInt32BE() % answers.length] ?? '';
  return { index, text: stop.reduce((text, word) => text.split(word, 1)[0] ?? '', answer), finishReason: 'stop' };
}
