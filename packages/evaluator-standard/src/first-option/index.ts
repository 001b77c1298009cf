import { definePostprocessor, type OptionsOf } from 'oc-sdk';
import { strip } from '../python-text.ts';
import { rulesFor } from './rules.ts';

const optionsSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['options'],
  properties: {
    options: { type: 'string', minLength: 1, description: 'The letters to choose from (ABCD).' },
    cushion: { type: 'boolean', default: true, description: 'As a last resort take any of the letters.' },
  },
} as const;

/** The option that the answer settles on, or nothing. `cushion`: any of the letters will do where no phrase names one. */
export function firstOption(text: string, options: string, cushion = true): string {
  return optionFinder(options, cushion)(text);
}

export default definePostprocessor({
  name: 'first-option',
  summary: 'The option that an answer in English or Chinese names.',
  optionsSchema,
  create: ({ options, cushion }: OptionsOf<typeof optionsSchema>) => optionFinder(options, cushion),
});

/** Rules that match without an option in what they found are passed over. */
function optionFinder(options: string, cushion: boolean): (text: string) => string {
  const rules = rulesFor(options, cushion);
  return (text) => {
    const answer = strip(text);
    for (const rule of rules) {
      const match = rule.exec(answer);
      const found = match?.[1] || match?.[0] || '';
      const option = [...options].find((letter) => found.includes(letter));
      if (option !== undefined) return option;
    }
    return '';
  };
}
