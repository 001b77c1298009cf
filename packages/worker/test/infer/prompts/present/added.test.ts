import { readFileSync } from 'node:fs';
import type { ChatMessage } from 'oc-sdk';
import { describe, expect, it } from 'vitest';
import { withAdded } from '../../../../src/infer/prompts/present/added.ts';

interface Case {
  readonly conversation: readonly string[];
  readonly added: readonly string[];
  readonly result: readonly string[];
}

const { cases } = JSON.parse(readFileSync(new URL('../fixtures/added-messages.json', import.meta.url), 'utf8')) as {
  cases: readonly Case[];
};

/** `role: content`, both ways. */
const messagesOf = (texts: readonly string[]): ChatMessage[] =>
  texts.map((text) => {
    const [role, content = ''] = text.split(': ');
    return { role: role as ChatMessage['role'], content };
  });
const textsOf = (messages: readonly ChatMessage[]): string[] =>
  messages.map(({ role, content }) => `${role}: ${content}`);

describe('the messages that a meta_template adds', () => {
  it.each(cases)('come where OpenCompass puts them: $added in $conversation', ({ conversation, added, result }) => {
    expect(textsOf(withAdded(messagesOf(conversation), messagesOf(added)))).toEqual(result);
  });
});
