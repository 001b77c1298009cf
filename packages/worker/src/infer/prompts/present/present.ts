import { isApiTemplate, type MetaTemplate } from 'oc-plugin-host';
import type { ChatMessage, Prompt } from 'oc-sdk';
import { type Dialogue, plainText, sectionsOf } from '../dialogue.ts';
import { withAdded } from './added.ts';
import { apiTurns, asMessages } from './api.ts';
import { chatMessages } from './chat.ts';
import type { Mode } from './mode.ts';
import { metaText } from './text.ts';

/** Makes a prompt the model's own. */
export interface Presenter {
  /** What is sent where the model is to write. */
  toAnswer(dialogue: Dialogue): Prompt;
  /** The one text that is scored, answer and all. */
  toScore(dialogue: Dialogue): string;
}

export interface ModelForm {
  readonly meta: MetaTemplate | undefined;
  /** Messages that every conversation gets besides its own: with them a conversation is messages for every model. */
  readonly added?: readonly ChatMessage[];
  /** Whether the model takes conversations. */
  readonly takesMessages: boolean;
  /** Told once for each kind of loss. */
  readonly warn: (message: string) => void;
}

/**
 * Messages are sent as they are to models that take any. A model with a meta template gets what that makes of a conversation. One without gets messages where it takes them,
 * else the text of the turns line by line. A prompt that is a text stays as it is, with every model.
 */
export function createPresenter({ meta, added = [], takesMessages, warn }: ModelForm): Presenter {
  const api = meta && isApiTemplate(meta) ? meta : undefined;
  const dropped = once((text: string) =>
    warn(`a text that belongs to no role is not sent, as the model's meta_template has roles only: ${shown(text)}`),
  );
  if (added.length > 0) return withMessages(added);
  return {
    toAnswer(dialogue) {
      if (dialogue.form === 'text') return dialogue.text;
      if (meta && !api) return metaText(sectionsOf(dialogue), meta, 'gen');
      if (dialogue.form === 'messages') return withoutEmptyEnd(dialogue.messages);
      if (api) return asMessages(apiTurns(dialogue.sections, api, 'gen', dropped));
      return takesMessages ? chatMessages(dialogue.sections, 'gen') : plainText(dialogue);
    },
    toScore(dialogue) {
      if (dialogue.form === 'text' || meta === undefined || api) return plainText(dialogue);
      return metaText(sectionsOf(dialogue), meta, 'ppl');
    },
  };
}

function withMessages(added: readonly ChatMessage[]): Presenter {
  const messages = (dialogue: Conversation, mode: Mode): ChatMessage[] => {
    const said = dialogue.form === 'messages' ? dialogue.messages : chatMessages(dialogue.sections, mode);
    return withAdded(mode === 'gen' ? withoutEmptyEnd(said) : said, added);
  };
  return {
    toAnswer: (dialogue) => (dialogue.form === 'text' ? dialogue.text : messages(dialogue, 'gen')),
    toScore: (dialogue) =>
      plainText(dialogue.form === 'text' ? dialogue : { form: 'messages', messages: messages(dialogue, 'ppl') }),
  };
}

type Conversation = Exclude<Dialogue, { form: 'text' }>;

/** The answer's own place, left empty, is not part of the question. */
function withoutEmptyEnd<Message extends { role: string; content: string }>(messages: readonly Message[]): Message[] {
  const last = messages.at(-1);
  return last?.role === 'assistant' && last.content === '' ? messages.slice(0, -1) : [...messages];
}

function once(tell: (text: string) => void): (text: string) => undefined {
  let told = false;
  return (text) => {
    if (!told) tell(text);
    told = true;
    return undefined;
  };
}

function shown(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
