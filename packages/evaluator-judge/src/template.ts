import type { ChatMessage } from 'oc-sdk';
import { templateIncomplete } from './errors.ts';

const turn = {
  type: 'object',
  additionalProperties: false,
  required: ['role'],
  properties: {
    role: { enum: ['system', 'user', 'assistant', 'SYSTEM', 'HUMAN', 'BOT'] },
    content: { type: 'string' },
    prompt: { type: 'string' },
    fallback_role: { type: 'string' },
  },
} as const;

const turns = { type: 'array', minItems: 1, items: turn } as const;
const dialogue = {
  type: 'object',
  additionalProperties: false,
  required: ['round'],
  properties: { begin: turns, round: turns },
} as const;

/** The option `prompt_template`: a text, a list of turns, or either as OpenCompass writes it. */
export const templateOption = {
  anyOf: [
    { type: 'string', minLength: 1 },
    turns,
    dialogue,
    {
      type: 'object',
      additionalProperties: false,
      required: ['template'],
      properties: {
        type: { type: 'string' },
        template: { anyOf: [{ type: 'string', minLength: 1 }, turns, dialogue] },
      },
    },
  ],
  description: 'What the judge is asked: a text or turns, with {column} for a column of the row.',
} as const;

interface Turn {
  readonly role: string;
  readonly content?: string;
  readonly prompt?: string;
}

/** A template's turns. */
export type Template = readonly ChatMessage[];

const ROLES: Readonly<Record<string, ChatMessage['role']>> = { HUMAN: 'user', BOT: 'assistant', SYSTEM: 'system' };

/**
 * @param option satisfies {@link templateOption}
 * @param needed names of which each must stand in it
 * @throws {OcError} `JUDGE_TEMPLATE_INCOMPLETE`
 */
export function templateOf(option: unknown, needed: readonly (readonly string[])[]): Template {
  const template = turnsOf(option).map(({ role, content, prompt }) => ({
    role: ROLES[role] ?? (role as ChatMessage['role']),
    content: content ?? prompt ?? '',
  }));
  const text = template.map(({ content }) => content).join('\n');
  const missing = needed.filter((names) => !names.some((name) => text.includes(`{${name}}`)));
  if (missing.length > 0) throw templateIncomplete(missing.map(([name = '']) => name));
  return template;
}

/** Fills in `{name}`. One pass: what a model wrote is never filled in again. Braces that name nothing stay. */
export function fillTemplate(template: Template, values: Readonly<Record<string, unknown>>): ChatMessage[] {
  const fill = (text: string): string =>
    text.replace(/\{([^{}]+)\}/g, (placeholder, name: string) =>
      Object.hasOwn(values, name) ? textOf(values[name]) : placeholder,
    );
  return template.map(({ role, content }) => ({ role, content: fill(content) }));
}

/** A value as the judge reads it. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function turnsOf(option: unknown): readonly Turn[] {
  if (typeof option === 'string') return [{ role: 'user', content: option }];
  if (Array.isArray(option)) return option as Turn[];
  const { template, begin = [], round = [] } = option as { template?: unknown; begin?: Turn[]; round?: Turn[] };
  return template === undefined ? [...begin, ...round] : turnsOf(template);
}
