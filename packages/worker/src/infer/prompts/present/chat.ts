import type { MetaRole, MetaTemplate } from 'oc-plugin-host';
import type { ChatMessage } from 'oc-sdk';
import type { Section } from '../dialogue.ts';
import { apiTurns, asMessages } from './api.ts';
import type { Mode } from './mode.ts';
import { lexiconOf } from './rounds.ts';

/**
 * Messages for a model that takes them and has no meta template: its own chat template does the rest. A turn goes by
 * OpenCompass's role names or by those of messages; a text that nobody says is the user's.
 */
export function chatMessages(sections: readonly Section[], mode: Mode): ChatMessage[] {
  const turns = apiTurns(sections, CHAT, mode, () => 'user');
  // A round that has no turn for a role has an empty one, which no chat template expects.
  return asMessages(turns.filter(({ prompt }) => prompt !== ''));
}

const CHAT: MetaTemplate = {
  round: [role('HUMAN', 'user'), role('BOT', 'assistant', true)],
  reservedRoles: [role('SYSTEM', 'system')],
  begin: '',
  end: '',
  endTokens: [],
};

function role(name: string, apiRole: string, generate = false): MetaRole {
  return { role: name, apiRole, begin: '', prompt: '', end: '', generate };
}

// Messages have roles of their own, which mean the same.
lexiconOf(CHAT, { user: 'HUMAN', assistant: 'BOT', system: 'SYSTEM' });
