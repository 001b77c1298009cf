import { definePostprocessor, type OptionsOf } from 'oc-sdk';

const optionsSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['options'],
  properties: {
    options: { type: 'string', minLength: 1, description: 'The letters to choose from (ABCD).' },
  },
} as const;

/** The last character of the text that is among the options, or nothing. */
export function lastOption(text: string, options: string): string {
  const letters = new Set(options);
  return [...text].findLast((character) => letters.has(character)) ?? '';
}

export default definePostprocessor({
  name: 'last-option',
  summary: 'The last character that is one of the options.',
  optionsSchema,
  create:
    ({ options }: OptionsOf<typeof optionsSchema>) =>
    (text) =>
      lastOption(text, options),
});
