import { someText, text } from './parts.ts';

/** An entry of a list of messages: a message, the messages of a column, or the ice_token. */
const messageEntry = {
  anyOf: [
    { type: 'string' },
    {
      type: 'object',
      additionalProperties: false,
      required: ['role'],
      properties: {
        role: { enum: ['system', 'user', 'assistant', 'SYSTEM', 'HUMAN', 'BOT'], description: 'Who speaks.' },
        content: text('What is said, with {column} for a column of the row.'),
        prompt: text('The same as content.'),
      },
    },
    {
      type: 'object',
      additionalProperties: false,
      required: ['expand_column'],
      properties: { expand_column: someText('A column that holds a list of messages, which stand here.') },
    },
  ],
} as const;

const turn = {
  type: 'object',
  additionalProperties: false,
  required: ['role'],
  properties: {
    role: someText("Who speaks, by a name that the model's meta_template knows: HUMAN, BOT, SYSTEM."),
    prompt: text('What is said, with {column} for a column of the row.'),
    content: text('The same as prompt.'),
    fallback_role: someText('The role that speaks where the model does not know the first.'),
    begin: text("In front of what is said, instead of what the model's meta_template has there."),
    end: text("Behind what is said, instead of what the model's meta_template has there."),
  },
} as const;

const items = { type: 'array', items: { anyOf: [{ type: 'string' }, turn] } } as const;
const frame = { anyOf: [{ type: 'string' }, turn, items] } as const;

const oneTemplate = [
  { type: 'string' },
  { type: 'array', minItems: 1, items: messageEntry },
  {
    type: 'object',
    additionalProperties: false,
    required: ['round'],
    properties: {
      begin: { ...frame, description: 'In front of the turns: an instruction, and the ice_token.' },
      round: { ...items, minItems: 1, description: 'The turns.' },
      end: { ...frame, description: 'Behind the turns, where nothing is to be written.' },
    },
  },
] as const;

export const template = {
  description: 'A text with {column}, a list of messages, {begin, round, end}, or one of these for every label.',
  anyOf: [...oneTemplate, { type: 'object', minProperties: 1, additionalProperties: { anyOf: oneTemplate } }],
} as const;

export const templateBlock = {
  type: 'object',
  additionalProperties: false,
  anyOf: [{ required: ['template'] }, { required: ['messages'] }],
  properties: {
    type: { enum: ['PromptTemplate', 'RawPromptTemplate'], description: 'Accepted for old configs.' },
    template: { $ref: '#/definitions/template' },
    messages: {
      type: 'array',
      minItems: 1,
      items: messageEntry,
      description: 'The same as a template that is a list.',
    },
    format_variables: { type: 'boolean', description: 'Whether {column} stands for a column. Default true.' },
    ice_token: someText('Where the examples go. Default </E>.'),
    sep_token: someText('Where the answer begins in the text of a label, for normalizing_str.'),
    literal_braces: { type: 'boolean', description: 'Braces around no column are text, not a mistake. Default false.' },
  },
} as const;
