import { type InferConfig, isLabelTemplates, type ReaderConfig, type Template } from 'oc-plugin-host';
import type { ChatMessage, Prompt, Row } from 'oc-sdk';
import { labelsInAnswer } from '../../errors.ts';
import { fill } from './fill.ts';

/** Makes the prompts of one dataset: the examples are rendered once. */
export interface PromptRenderer {
  /** The prompt of a sample that is to be answered: the output column stays empty. */
  forGeneration(row: Row): Prompt;
  /** The whole text per label, in the order of the labels: prompt and answer together. */
  forLabels(row: Row): { label: string; text: string }[];
}

export function createRenderer(infer: InferConfig, reader: ReaderConfig, examples: readonly Row[]): PromptRenderer {
  const output = reader.outputColumn;
  const columns =
    reader.inputColumns && (output === undefined ? reader.inputColumns : [...reader.inputColumns, output]);
  const withAnswer = { columns };
  const withoutAnswer = output === undefined ? withAnswer : { columns, hidden: { [output]: '' } };
  const insert = exampleInserter(
    infer,
    examples.map((row) => renderTemplate(infer.example as Template, row, withAnswer)),
  );
  return {
    forGeneration(row) {
      const [, template] = isLabelTemplates(infer.prompt) ? (infer.prompt[0] ?? []) : [undefined, infer.prompt];
      return insert(renderTemplate(template as Template, row, withoutAnswer));
    },
    forLabels(row) {
      if (!isLabelTemplates(infer.prompt)) throw labelsInAnswer();
      return infer.prompt.map(([label, template]) => ({
        label,
        text: asText(insert(renderTemplate(template, row, withAnswer))),
      }));
    },
  };
}

/** Turns become lines, as OpenCompass writes them where there is no meta template: what is scored is one text. */
function asText(prompt: Prompt): string {
  return typeof prompt === 'string' ? prompt : prompt.map(({ content }) => content).join('\n');
}

function renderTemplate(template: Template, row: Row, options: Parameters<typeof fill>[2]): Prompt {
  if (template.form === 'text') return fill(template.text, row, options);
  return template.messages.map(({ role, content }) => ({ role, content: fill(content, row, options) }));
}

/**
 * In a text, examples go where the example token stands: joined by a newline, and one after the last. In a
 * conversation, their turns replace the message that is the token.
 */
function exampleInserter({ exampleToken }: InferConfig, examples: readonly Prompt[]): (prompt: Prompt) => Prompt {
  if (exampleToken === undefined) return (prompt) => prompt;
  const text = examples.map((example) => `${typeof example === 'string' ? example : ''}\n`).join('');
  const turns = examples.flatMap((example): ChatMessage[] =>
    typeof example === 'string' ? [{ role: 'user', content: example }] : [...example],
  );
  return (prompt) =>
    typeof prompt === 'string'
      ? prompt.replace(exampleToken, () => text)
      : prompt.flatMap((message) => (message.content.trim() === exampleToken ? turns : [message]));
}
