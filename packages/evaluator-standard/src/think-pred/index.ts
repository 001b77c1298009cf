import { definePostprocessor, type OptionsOf } from 'oc-sdk';
import { toRegExp } from '../python-pattern.ts';
import { strip } from '../python-text.ts';

const optionsSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['re_pattern'],
  properties: {
    re_pattern: { type: 'string', minLength: 1, description: 'A regular expression with a group.' },
  },
} as const;

/** What group 1 of the pattern (as in Python, or a RegExp) matches, trimmed; without a match the text as it is. */
export function thinkPred(text: string, pattern: string | RegExp): string {
  const match = toRegExp(pattern).exec(text);
  return match === null ? text : strip(match[1] ?? '');
}

export default definePostprocessor({
  name: 'think-pred',
  summary: 'What the first group of a regular expression matches, else the whole answer.',
  optionsSchema,
  create: ({ re_pattern }: OptionsOf<typeof optionsSchema>) => {
    const pattern = toRegExp(re_pattern);
    return (text) => thinkPred(text, pattern);
  },
});
