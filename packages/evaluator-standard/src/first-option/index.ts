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
    compat: {
      type: 'boolean',
      description: 'With the slips of OpenCompass; default: where the config has `compat: opencompass`.',
    },
  },
} as const;

/**
 * The option that the answer settles on, or nothing. `cushion`: any of the letters will do where no phrase names one.
 * `compat`: as OpenCompass does it, where "ANSWER: b" and a bare 故B are not understood and "1. ..." is searched.
 */
export function firstOption(text: string, options: string, cushion = true, compat = false): string {
  return optionFinder(options, cushion, compat)(text);
}

export default definePostprocessor({
  name: 'first-option',
  summary: 'The option that an answer in English or Chinese names.',
  optionsSchema,
  create: ({ options, cushion, compat }: OptionsOf<typeof optionsSchema>, context) =>
    optionFinder(options, cushion, compat ?? context.compat === 'opencompass'),
});

const CHINESE = /[。\p{Script=Han}]/u;

/** Rules that match without an option in what they found are passed over. */
function optionFinder(options: string, cushion: boolean, compat: boolean): (text: string) => string {
  const rules = rulesFor(options, cushion, compat);
  const others = rules.filter(({ chinese }) => !chinese);
  const letters = [...options];
  return (text) => {
    const answer = strip(text);
    for (const rule of CHINESE.test(answer) ? rules : others) {
      const found = rule.find(answer);
      const option = found === undefined ? undefined : letters.find((letter) => found.includes(letter));
      if (option !== undefined) return option;
    }
    return '';
  };
}
