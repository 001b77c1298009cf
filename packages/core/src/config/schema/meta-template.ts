import { someText, text } from './parts.ts';

const metaRole = {
  type: 'object',
  additionalProperties: false,
  required: ['role'],
  properties: {
    role: someText('The name that turns of prompts go by.'),
    api_role: {
      enum: ['HUMAN', 'BOT', 'SYSTEM', 'user', 'assistant', 'system'],
      description: 'The role of the message, for models that take messages.',
    },
    begin: text('In front of what it says.'),
    prompt: text('What it says in a round that has nothing for it.'),
    end: text('Behind what it says.'),
    generate: { type: 'boolean', description: 'The model writes the turns of this role. Default false.' },
  },
} as const;

const rolesAndRounds = {
  type: ['object', 'null'],
  additionalProperties: false,
  required: ['round'],
  properties: {
    round: {
      type: 'array',
      minItems: 1,
      items: { anyOf: [{ type: 'string' }, metaRole] },
      description: 'The roles of a round, in order.',
    },
    reserved_roles: { type: 'array', items: metaRole, description: 'Roles that speak outside of rounds: SYSTEM.' },
    begin: {
      anyOf: [{ type: 'string' }, metaRole, { type: 'array', items: metaRole }],
      description: 'In front of everything: a text, or turns where roles have an api_role.',
    },
    end: text('Behind everything that is scored.'),
    eos_token_id: {
      anyOf: [
        { type: 'integer', minimum: 0 },
        { type: 'array', minItems: 1, items: { type: 'integer', minimum: 0 } },
      ],
      description: 'Tokens, by their ids, that end an answer besides those of the model.',
    },
  },
} as const;

const addedMessages = {
  type: 'array',
  minItems: 1,
  items: {
    type: 'object',
    additionalProperties: false,
    required: ['role', 'content'],
    properties: {
      role: { enum: ['system', 'user', 'assistant'] },
      content: text('What is said, or put in front of what the prompt says in this role.'),
    },
  },
} as const;

export const metaTemplate = {
  anyOf: [rolesAndRounds, addedMessages],
  description:
    'How the turns of a prompt become the text, or the messages, that the model was trained with; or messages to be added to every conversation.',
} as const;
