import type { InferencerConfig, Sample } from 'oc-plugin-host';
import type { ChatMessage, Row } from 'oc-sdk';
import { emptyConversation, lengthsDiffer } from '../../errors.ts';
import { type Dialogue, plainText } from '../prompts/dialogue.ts';
import type { Examples } from '../prompts/examples.ts';
import { textOf } from '../prompts/fill.ts';
import { chatMessages } from '../prompts/present/chat.ts';
import { type GenerateSettings, replicaOf, settingsOf } from './gen.ts';
import type { Asking, Generated, Inferencer, ModelLimits } from './inferencer.ts';
import { fitting, goldOf, type Preparation, prefixOf, prepareEach } from './preparation.ts';
import { joinedFinish, joinedUsage } from './several.ts';

type ChatConfig = Extract<InferencerConfig, { type: 'chat' }>;

/**
 * The model takes the assistant's part in a conversation that the row holds: `last` writes the final turn, `every` each
 * turn with its own earlier ones before it, `every_with_gt` each with those of the row. What it wrote for several turns
 * is a list.
 */
export function chatInferencer(config: ChatConfig, preparation: Preparation, limits: ModelLimits): Inferencer {
  const { presenter, reader } = preparation;
  const settings = settingsOf(config, limits);
  return {
    kind: 'generate',
    batchSize: config.batchSize ?? limits.batchSize,
    prepare: (samples) =>
      prepareEach(samples, preparation, async (sample, examples) => {
        const present = (messages: readonly ChatMessage[]) => presenter.toAnswer({ form: 'messages', messages });
        const conversation = await fitting(
          examples,
          (taken) => conversationOf(sample, preparation, taken),
          (messages) => [present(messages.slice(0, lastTurn(messages)))],
          preparation,
        );
        const { gold } = goldOf(sample, reader);
        const request = { ...settings, ...replicaOf(sample) };
        const ask = () =>
          config.inferMode === 'last'
            ? askLast(conversation, present, request, gold)
            : askEvery(conversation, present, request, config.inferMode === 'every');
        return { prefix: prefixOf(conversation), ask };
      }),
  };
}

type Present = (messages: readonly ChatMessage[]) => string | readonly ChatMessage[];

function* askLast(
  conversation: readonly ChatMessage[],
  present: Present,
  settings: GenerateSettings,
  gold: unknown,
): Asking {
  const turn = lastTurn(conversation);
  const prompt = present(conversation.slice(0, turn));
  const [result] = (yield { kind: 'generate', requests: [{ prompt, ...settings }] }) as readonly [Generated];
  return {
    origin_prompt: prompt,
    prediction: result.text,
    gold: gold ?? conversation[turn]?.content,
    ...joinedFinish([result]),
    ...joinedUsage([result]),
  };
}

function* askEvery(
  conversation: readonly ChatMessage[],
  present: Present,
  settings: GenerateSettings,
  own: boolean,
): Asking {
  const said = [...conversation];
  const results: Generated[] = [];
  const gold: string[] = [];
  for (const [turn, { role, content }] of conversation.entries()) {
    if (role !== 'assistant') continue;
    const prompt = present(said.slice(0, turn));
    const [result] = (yield { kind: 'generate', requests: [{ prompt, ...settings }] }) as readonly [Generated];
    if (own) said[turn] = { role, content: result.text };
    results.push(result);
    gold.push(content);
  }
  return {
    origin_prompt: said,
    prediction: results.map(({ text }) => text),
    gold,
    ...joinedFinish(results),
    ...joinedUsage(results),
  };
}

/** The place of the final turn of the assistant. */
function lastTurn(conversation: readonly ChatMessage[]): number {
  return conversation.findLastIndex(({ role }) => role === 'assistant');
}

/** The conversation with the assistant's turns; one that ends with a question gets the reference as its last turn. */
function conversationOf(sample: Sample, preparation: Preparation, examples: Examples): readonly ChatMessage[] {
  const { renderer, reader } = preparation;
  const rows = turnRows(sample.row, reader.inputColumns ?? Object.keys(sample.row), reader.outputColumn);
  const messages = rows.flatMap((row, turn) => {
    const said = messagesOf(renderer.withAnswer(row, turn === 0 ? examples : undefined));
    if (said.at(-1)?.role === 'assistant') return said;
    return [...said, { role: 'assistant', content: textOf(row[reader.outputColumn ?? '']) } as const];
  });
  if (messages.every(({ role }) => role === 'assistant')) throw emptyConversation();
  return messages;
}

function messagesOf(dialogue: Dialogue): readonly ChatMessage[] {
  if (dialogue.form === 'messages') return dialogue.messages;
  if (dialogue.form === 'sections') return chatMessages(dialogue.sections, 'ppl');
  return [{ role: 'user', content: plainText(dialogue) }];
}

/** Where every column is a list of texts, each position is a turn: a row for each. */
function turnRows(row: Row, inputColumns: readonly string[], outputColumn: string | undefined): readonly Row[] {
  const names = [...new Set([...inputColumns, ...(outputColumn === undefined ? [] : [outputColumn])])];
  const columns = names.flatMap((name) => (Object.hasOwn(row, name) ? [[name, row[name]] as const] : []));
  if (columns.length === 0 || !columns.every(([, value]) => isTextList(value))) return [row];
  const lists = columns as readonly (readonly [string, readonly string[]])[];
  const turns = lists[0]?.[1].length ?? 0;
  if (lists.some(([, list]) => list.length !== turns)) {
    throw lengthsDiffer(lists.map(([name, list]) => [name, list.length] as const));
  }
  return Array.from({ length: turns }, (_, turn) =>
    Object.fromEntries(lists.map(([name, list]) => [name, list[turn]])),
  );
}

function isTextList(value: unknown): boolean {
  return Array.isArray(value) && value.every((element) => typeof element === 'string');
}
