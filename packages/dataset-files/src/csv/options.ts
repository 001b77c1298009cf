import { fileOptions } from '../options.ts';

/** The options of files with delimiters; only the default delimiter differs. */
export function delimitedOptions<Delimiter extends string>(delimiter: Delimiter) {
  return {
    type: 'object',
    additionalProperties: false,
    required: ['path'],
    properties: {
      ...fileOptions,
      delimiter: { type: 'string', minLength: 1, default: delimiter, description: 'What stands between two fields.' },
      quote: {
        type: 'string',
        maxLength: 1,
        default: '"',
        description: 'What a field with delimiters or line breaks in it is put in. Empty: quotes are plain text.',
      },
      header: {
        type: 'array',
        items: { type: 'string' },
        minItems: 1,
        uniqueItems: true,
        description: 'The names of the columns, for files that do not start with them.',
      },
    },
  } as const;
}
