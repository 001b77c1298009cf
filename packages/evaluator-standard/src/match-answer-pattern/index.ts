import { definePostprocessor, type OptionsOf } from 'oc-sdk';
import { toRegExp } from '../python-pattern.ts';

const optionsSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['answer_pattern'],
  properties: {
    answer_pattern: { type: 'string', minLength: 1, description: 'A regular expression with a group.' },
  },
} as const;

/** What group 1 of the pattern (as in Python, or a RegExp) matches where it first matches, or nothing. */
export function matchAnswerPattern(text: string, pattern: string | RegExp): string {
  return toRegExp(pattern).exec(text)?.[1] ?? '';
}

export default definePostprocessor({
  name: 'match-answer-pattern',
  summary: 'What the first group of a regular expression matches.',
  optionsSchema,
  create: ({ answer_pattern }: OptionsOf<typeof optionsSchema>) => {
    const pattern = toRegExp(answer_pattern);
    return (text) => matchAnswerPattern(text, pattern);
  },
});
