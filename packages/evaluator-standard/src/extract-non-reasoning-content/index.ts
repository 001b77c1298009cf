import { definePostprocessor, type OptionsOf } from 'oc-sdk';
import { blocks } from '../blocks.ts';
import { afterLast, strip } from '../python-text.ts';

const optionsSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    think_start_token: { type: 'string', minLength: 1, default: '<think>', description: 'What reasoning starts with.' },
    think_end_token: { type: 'string', minLength: 1, default: '</think>', description: 'What reasoning ends with.' },
  },
} as const;

/**
 * The text without its blocks of reasoning, trimmed. With end marks alone (the start was part of the prompt) it is what
 * follows the last of them; a block without an end stays.
 */
export function extractNonReasoningContent(text: string, startToken = '<think>', endToken = '</think>'): string {
  if (!text.includes(startToken)) return strip(afterLast(text, endToken));
  let answer = '';
  let position = 0;
  for (const { start, end } of blocks(text, startToken, endToken)) {
    answer += text.slice(position, start);
    position = end;
  }
  return strip(answer + text.slice(position));
}

export default definePostprocessor({
  name: 'extract-non-reasoning-content',
  summary: 'The answer without its reasoning.',
  optionsSchema,
  create:
    ({ think_start_token, think_end_token }: OptionsOf<typeof optionsSchema>) =>
    (text) =>
      extractNonReasoningContent(text, think_start_token, think_end_token),
});
