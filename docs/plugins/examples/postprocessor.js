import { definePostprocessor } from 'oc-sdk';

const optionsSchema = /** @type {const} */ ({
  type: 'object',
  additionalProperties: false,
  properties: {
    marker: { type: 'string', minLength: 1, default: 'Answer:', description: 'What stands before the answer.' },
  },
});

/** What follows the last marker, trimmed; the whole text where there is none. */
export default definePostprocessor({
  name: 'after',
  summary: 'The text after the last marker.',
  optionsSchema,
  create:
    (/** @type {import('oc-sdk').OptionsOf<typeof optionsSchema>} */ { marker }) =>
    (text) => {
      const at = text.lastIndexOf(marker);
      return (at === -1 ? text : text.slice(at + marker.length)).trim();
    },
});
