import type { ChatMessage } from 'oc-sdk';

/**
 * A conversation with the messages that a `meta_template` as a list adds, as OpenCompass adds them. Both are walked from
 * the front: a message is put in front of the text of the one that stands at its place, where that is of the same role; it
 * waits for the next one of its role, where there is one; else it stands by itself.
 */
export function withAdded(conversation: readonly ChatMessage[], added: readonly ChatMessage[]): ChatMessage[] {
  const result: ChatMessage[] = [];
  let next = 0;
  for (const message of added) {
    const rest = conversation.slice(next);
    const place = rest.findIndex(({ role }) => role === message.role);
    if (place === -1) {
      result.push(message);
      continue;
    }
    const { content } = rest[place] as ChatMessage;
    result.push(...rest.slice(0, place), { role: message.role, content: message.content + content });
    next += place + 1;
  }
  return [...result, ...conversation.slice(next)];
}
