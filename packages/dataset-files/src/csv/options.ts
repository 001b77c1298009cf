import { fileOptions } from '../options.ts';

/** How fields stand in a line. */
export const dialectOptions = {
  delimiter: { type: 'string', minLength: 1, description: 'What stands between two fields.' },
  quote: {
    type: 'string',
    maxLength: 1,
    description: 'What a field with delimiters or line breaks in it is put in. Empty: quotes are plain text.',
  },
  header: {
    type: 'array',
    items: { type: 'string' },
    minItems: 1,
    uniqueItems: true,
    description: 'The names of the columns, for files that do not start with them.',
  },
} as const;

/** The options of files with delimiters; only the default delimiter differs. */
export function delimitedOptions<Delimiter extends string>(delimiter: Delimiter) {
  return {
    type: 'object',
    additionalProperties: false,
    required: ['path'],
    properties: {
      ...fileOptions,
      delimiter: { ...dialectOptions.delimiter, default: delimiter },
      quote: { ...dialectOptions.quote, default: '"' },
      header: dialectOptions.header,
    },
  } as const;
}
