import type { Item, Turn } from 'oc-plugin-host';
import type { ChatMessage } from 'oc-sdk';

/** A run of items from one part of a template, or from an example (`ice`). */
export interface Section {
  readonly name: 'begin' | 'ice' | 'round' | 'end';
  readonly items: readonly Item[];
}

/** A prompt with its columns filled in, before a model's meta template or chat template makes it the model's own. */
export type Dialogue =
  | { readonly form: 'text'; readonly text: string }
  | { readonly form: 'sections'; readonly sections: readonly Section[] }
  | { readonly form: 'messages'; readonly messages: readonly ChatMessage[] };

/**
 * The text of a prompt for a model without a meta template: what is said, line by line. This is OpenCompass's rule, to
 * the letter: an empty item in front leaves its line break.
 */
export function plainText(dialogue: Dialogue): string {
  switch (dialogue.form) {
    case 'text':
      return dialogue.text;
    case 'messages':
      return linesOf(dialogue.messages.map(({ content }) => content));
    case 'sections':
      return linesOf(
        dialogue.sections.flatMap(({ items }) =>
          items.map((item) => (typeof item === 'string' ? item : (item.prompt ?? ''))),
        ),
      );
  }
}

/** A prompt as sections: messages become turns of a round, a system message that of whoever takes its place. */
export function sectionsOf(dialogue: Dialogue, name: Section['name'] = 'round'): readonly Section[] {
  switch (dialogue.form) {
    case 'text':
      return [{ name, items: [dialogue.text] }];
    case 'messages':
      return [{ name, items: dialogue.messages.map(turnOf) }];
    case 'sections':
      return dialogue.sections;
  }
}

const ROLES = { user: 'HUMAN', assistant: 'BOT', system: 'SYSTEM' } as const;

function turnOf({ role, content }: ChatMessage): Turn {
  return { role: ROLES[role], prompt: content, ...(role === 'system' && { fallbackRole: 'HUMAN' }) };
}

function linesOf(texts: readonly string[]): string {
  return texts.reduce((text, each, position) => (each === '' ? text : `${text}${position > 0 ? '\n' : ''}${each}`), '');
}
