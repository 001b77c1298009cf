import type { OptionsOf } from 'oc-sdk';

const addresses = {
  anyOf: [{ type: 'string' }, { type: 'array', minItems: 1, uniqueItems: true, items: { type: 'string' } }],
} as const;

export const optionsSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['path'],
  properties: {
    path: { type: 'string', minLength: 1, description: 'Name of the model, sent as `model`.' },
    base_url: {
      ...addresses,
      description:
        'Where the server is, up to and with `/v1`, or a list of such addresses that serve the same model. ' +
        'Default: https://api.openai.com/v1.',
    },
    openai_api_base: { ...addresses, description: "OpenCompass's name for `base_url`." },
    key: {
      type: 'string',
      description: 'Sent as bearer token; write it as ${env:OPENAI_API_KEY}. Without one no token is sent.',
    },
    organization: { type: 'string', description: 'Sent as `OpenAI-Organization`.' },
    headers: {
      type: 'object',
      additionalProperties: { type: 'string' },
      description: 'More headers for every request.',
    },
    proxy: {
      type: 'string',
      description: 'HTTP proxy, `http://HOST:PORT` or with `USER:PASSWORD@`. Default: none; HTTPS_PROXY is not read.',
    },
    endpoint: {
      enum: ['chat', 'completions'],
      default: 'chat',
      description: '`/chat/completions`, or `/completions` for base models and scores.',
    },
    concurrency: { type: 'integer', minimum: 1, default: 32, description: 'Requests in flight at each address.' },
    max_concurrency: {
      type: 'integer',
      minimum: 1,
      description:
        'How far `concurrency` may grow at each address while that brings more answers a second. Default: `concurrency`.',
    },
    query_per_second: {
      type: 'number',
      exclusiveMinimum: 0,
      description: 'Requests a second at each address at most, evenly spaced. Default: no limit.',
    },
    timeout_seconds: {
      type: 'number',
      exclusiveMinimum: 0,
      maximum: 2_000_000,
      default: 600,
      description: 'Longest time for one try of one request, from sending it to the last byte of the answer.',
    },
    retry: { type: 'integer', minimum: 0, default: 6, description: 'Tries after the first, where another may help.' },
    temperature: {
      type: 'number',
      minimum: 0,
      description: 'Default: 0; not sent to reasoning models of OpenAI (o1, o3, o4, gpt-5), which refuse it.',
    },
    top_p: { type: 'number', minimum: 0, maximum: 1, description: 'Sent as it is.' },
    seed: { type: 'integer', description: 'Sent as it is.' },
    generation_kwargs: { type: 'object', additionalProperties: true, description: 'Merged into the request.' },
    extra_body: {
      type: 'object',
      additionalProperties: true,
      description: 'Merged into the request after everything else.',
    },
    max_tokens_field: {
      enum: ['max_tokens', 'max_completion_tokens'],
      description: 'Carries the longest answer. Default: max_tokens; max_completion_tokens for o1, o3, o4 and gpt-5.',
    },
    think_tag: {
      type: 'string',
      default: '</think>',
      description: "Stands between a model's reasoning and its answer where the server sends them apart.",
    },
    system_prompt: {
      type: 'string',
      description: 'First message of every conversation that has no system message (chat only).',
    },
  },
} as const;

export type OpenAiOptions = OptionsOf<typeof optionsSchema>;

/** What only says where and how to ask, not what: changing these keeps the answers there are. */
export const answerNeutralOptions = [
  'base_url',
  'openai_api_base',
  'key',
  'organization',
  'headers',
  'proxy',
  'concurrency',
  'max_concurrency',
  'query_per_second',
  'timeout_seconds',
  'retry',
] as const;
