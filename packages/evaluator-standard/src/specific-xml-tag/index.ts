import { definePostprocessor, type OptionsOf } from 'oc-sdk';
import { blocks } from '../blocks.ts';
import { strip } from '../python-text.ts';

const optionsSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['tag'],
  properties: {
    tag: { type: 'string', minLength: 1, description: 'The name of the element, with or without <>.' },
  },
} as const;

/** What the last `<tag>...</tag>` holds, trimmed, or "NO ANSWER FOUND". An element ends at the first end tag. */
export function specificXmlTag(text: string, tag: string): string {
  const name = tag.replaceAll(/^<|>$/g, '');
  return strip(blocks(text, `<${name}>`, `</${name}>`).at(-1)?.inner ?? 'NO ANSWER FOUND');
}

export default definePostprocessor({
  name: 'specific-xml-tag',
  summary: 'What the last element of one name holds.',
  optionsSchema,
  create:
    ({ tag }: OptionsOf<typeof optionsSchema>) =>
    (text) =>
      specificXmlTag(text, tag),
});
