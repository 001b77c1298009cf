import type { InferConfig } from 'oc-plugin-host';
import { isLabelTemplates } from 'oc-plugin-host';
import type { ChatMessage } from 'oc-sdk';
import { type Dialogue, plainText, type Section, sectionsOf } from './dialogue.ts';
import { chatMessages } from './present/chat.ts';

/** Examples in the shapes that a template may want them in. */
export interface Examples {
  readonly count: number;
  readonly text: string;
  /** undefined: they are texts. */
  readonly sections: readonly Section[] | undefined;
  readonly messages: readonly ChatMessage[];
}

/** No examples: the token that stands for them goes away. */
export const NO_EXAMPLES: Examples = { count: 0, text: '', sections: undefined, messages: [] };

/**
 * Puts rendered examples in a row. Texts are joined by a line break and one stands behind the last, as in OpenCompass;
 * so are conversations whose template goes by label, while other conversations need nothing between them.
 */
export function arrangeExamples(infer: InferConfig, examples: readonly Dialogue[]): Examples {
  if (examples.length === 0) return NO_EXAMPLES;
  const { exampleSeparator: separator = '\n', exampleEnd: end = '\n' } = infer;
  let text: string | undefined;
  let messages: readonly ChatMessage[] | undefined;
  // A template wants one of the shapes, and many samples have examples of their own.
  return {
    count: examples.length,
    sections: sectionsBetween(infer, examples, separator, end),
    get text() {
      text ??= examples.map(plainText).join(separator) + end;
      return text;
    },
    get messages() {
      messages ??= examples.flatMap(messagesOf);
      return messages;
    },
  };
}

function sectionsBetween(
  infer: InferConfig,
  examples: readonly Dialogue[],
  separator: string,
  end: string,
): readonly Section[] | undefined {
  if (examples.every(({ form }) => form === 'text')) return undefined;
  const runs = examples.map((example) => sectionsOf(example, 'ice'));
  if (infer.example === undefined || !isLabelTemplates(infer.example)) return runs.flat();
  const sections = [...runs.flatMap((run) => [...run, between(separator)]), between(end)];
  return sections.filter(({ items }) => items[0] !== '');
}

function between(text: string): Section {
  return { name: 'begin', items: [text] };
}

function messagesOf(example: Dialogue): readonly ChatMessage[] {
  if (example.form === 'messages') return example.messages;
  if (example.form === 'text') return [{ role: 'user', content: example.text }];
  return chatMessages(example.sections, 'ppl');
}
