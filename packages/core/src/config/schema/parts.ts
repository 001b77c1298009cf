/** A block whose other keys are its plugin's own business. */
export const pluginBlock = {
  type: 'object',
  required: ['type'],
  properties: { type: { type: 'string', description: 'Name of the plugin.' } },
} as const;

export const postprocessors = {
  anyOf: [pluginBlock, { type: 'array', items: pluginBlock }],
  description: 'Applied in order to every text.',
} as const;

export const text = (description: string) => ({ type: 'string', description }) as const;
export const someText = (description: string) => ({ type: 'string', minLength: 1, description }) as const;

export const gpus = { type: 'integer', minimum: 0, description: 'GPUs that one worker needs.' } as const;
export const maxOutLen = { type: 'integer', minimum: 1, description: 'Most tokens of an answer.' } as const;
export const minOutLen = { type: 'integer', minimum: 0, description: 'Fewest tokens of an answer.' } as const;
export const batchSize = {
  anyOf: [{ type: 'integer', minimum: 1 }, { const: 'auto' }],
  description: 'Samples put through the model together; `auto` starts at 16.',
} as const;
export const abbr = { type: 'string', description: 'Short name: it keys files and table cells.' } as const;
