/** The text of a model plugin of one file, as a team would write it. */
export function modelPlugin(
  name: string,
  parts: { generate: string; options?: object; neutral?: readonly string[]; before?: string },
): string {
  const schema = { type: 'object', additionalProperties: false, properties: parts.options ?? {} };
  return `${parts.before ?? ''}
export default {
  kind: 'model', apiVersion: 1, name: '${name}', summary: 'For a test.', location: 'process',
  answerNeutralOptions: ${JSON.stringify(parts.neutral ?? [])},
  optionsSchema: ${JSON.stringify(schema)},
  async create(options) {
    return {
      async *generate(requests, { signal }) {
        for (const { index, prompt } of requests) {
          ${parts.generate}
          yield { index, text: prompt };
        }
      },
      close: async () => {},
    };
  },
};
`;
}
