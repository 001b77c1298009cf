import type { Item, MessageEntry, Template, Turn } from 'oc-plugin-host';
import type { ChatMessage, Row } from 'oc-sdk';
import { examplesInTurn, notMessages } from '../../errors.ts';
import type { Dialogue, Section } from './dialogue.ts';
import type { Examples } from './examples.ts';

export interface Filling {
  /** Where the examples go. */
  readonly token: string | undefined;
  readonly examples: Examples;
  fillIn(text: string): string;
  /** Takes what is for no model out of the template's own texts. */
  strip(text: string): string;
  /** Columns are filled in among the examples too. */
  readonly refill: boolean;
}

/** Puts a row's columns and the examples into a template. */
export function renderTemplate(template: Template, row: Row, filling: Filling): Dialogue {
  switch (template.form) {
    case 'text':
      return { form: 'text', text: withExamples(template.text, filling) };
    case 'sections': {
      const sections = (['begin', 'round', 'end'] as const).flatMap((name) =>
        template[name].length === 0 ? [] : sectionsWithExamples(name, template[name], filling),
      );
      return { form: 'sections', sections };
    }
    case 'messages': {
      const own = template.verbatim ? { ...filling, fillIn: (text: string) => text } : filling;
      return { form: 'messages', messages: template.messages.flatMap((entry) => messagesOf(entry, row, own)) };
    }
  }
}

function withExamples(template: string, { token, examples, fillIn, strip, refill }: Filling): string {
  const text = strip(template);
  if (token === undefined || !text.includes(token)) return fillIn(text);
  if (refill) return fillIn(text.replaceAll(token, () => examples.text));
  return text.split(token).map(fillIn).join(examples.text);
}

/** Examples that are conversations stand between the items around their token, as sections of their own. */
function sectionsWithExamples(name: Section['name'], items: readonly Item[], filling: Filling): Section[] {
  const { token, examples } = filling;
  const sections: Section[] = [];
  let run: Item[] = [];
  const close = () => {
    if (run.length > 0) sections.push({ name, items: run });
    run = [];
  };
  for (const item of items) {
    if (typeof item !== 'string') run.push(filledTurn(item, filling));
    else if (token === undefined || examples.sections === undefined) run.push(withExamples(item, filling));
    else {
      for (const [position, part] of item.split(token).entries()) {
        if (position > 0) {
          close();
          sections.push(...examplesAgain(examples.sections, filling));
        }
        if (part !== '') run.push(filling.fillIn(filling.strip(part)));
      }
    }
  }
  close();
  return sections;
}

function examplesAgain(sections: readonly Section[], { refill, fillIn }: Filling): readonly Section[] {
  if (!refill) return sections;
  const again = (item: Item): Item =>
    typeof item === 'string' ? fillIn(item) : { ...item, ...(item.prompt && { prompt: fillIn(item.prompt) }) };
  return sections.map(({ name, items }) => ({ name, items: items.map(again) }));
}

function filledTurn(turn: Turn, filling: Filling): Turn {
  const { prompt } = turn;
  if (prompt === undefined) return turn;
  const { token, examples } = filling;
  if (token !== undefined && examples.sections !== undefined && prompt.includes(token)) throw examplesInTurn(token);
  return { ...turn, prompt: withExamples(prompt, filling) };
}

function messagesOf(entry: MessageEntry, row: Row, filling: Filling): readonly ChatMessage[] {
  const { token, examples } = filling;
  if (typeof entry === 'string') return entry === token ? examples.messages : [];
  if ('expandColumn' in entry) return columnMessages(entry.expandColumn, row);
  if (token !== undefined && entry.content.trim() === token) return examples.messages;
  return [{ role: entry.role, content: withExamples(entry.content, filling) }];
}

const ROLES: readonly unknown[] = ['system', 'user', 'assistant'];

/** The conversation that a column holds. Throws NOT_MESSAGES. */
function columnMessages(column: string, row: Row): readonly ChatMessage[] {
  const value = row[column] ?? [];
  if (!Array.isArray(value)) throw notMessages(column, value);
  return value.map((message) => {
    const { role, content } = (message ?? {}) as Partial<ChatMessage>;
    if (!ROLES.includes(role) || typeof content !== 'string') throw notMessages(column, message);
    return { role: role as ChatMessage['role'], content };
  });
}
