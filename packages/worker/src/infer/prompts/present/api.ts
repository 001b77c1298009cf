import type { Item, MetaRole, MetaTemplate, Turn } from 'oc-plugin-host';
import type { ChatMessage } from 'oc-sdk';
import type { Section } from '../dialogue.ts';
import type { Mode } from './mode.ts';
import { type Lexicon, lexiconOf, type Piece, piecesOf, roleOf, spoken } from './rounds.ts';

/** What is said by whom, in the words of an endpoint. */
export interface ApiTurn {
  readonly role: string;
  readonly prompt: string;
}

/** A text in a conversation belongs to nobody: the role that says it, or undefined to leave it out. */
export type TextRole = (text: string) => string | undefined;

/**
 * The turns of a conversation by an API's meta template. In mode `gen` they end before the role that generates, in the
 * last round. Neighbours of the same role become one, joined by a line break.
 */
export function apiTurns(
  sections: readonly Section[],
  meta: MetaTemplate,
  mode: Mode,
  textRole: TextRole,
): readonly ApiTurn[] {
  const lexicon = lexiconOf(meta);
  const last = mode === 'gen' ? sections.findLast(({ name }) => name === 'round') : undefined;
  const turns: ApiTurn[] = [];
  for (const section of sections) {
    if (addSection(turns, section, { meta, lexicon, textRole }, section === last)) break;
  }
  const begin = typeof meta.begin === 'string' ? [] : meta.begin.map((role) => apiTurn(role, undefined));
  return [...begin, ...merged(turns)];
}

const MESSAGE_ROLES: Readonly<Record<string, ChatMessage['role']>> = {
  HUMAN: 'user',
  BOT: 'assistant',
  SYSTEM: 'system',
};

/** Turns as messages: OpenCompass's names for the roles of an endpoint are those of an OpenAI-compatible one. */
export function asMessages(turns: readonly ApiTurn[]): ChatMessage[] {
  return turns.map(({ role, prompt }) => ({
    role: MESSAGE_ROLES[role] ?? (role as ChatMessage['role']),
    content: prompt,
  }));
}

interface Wording {
  readonly meta: MetaTemplate;
  readonly lexicon: Lexicon;
  readonly textRole: TextRole;
}

/** Returns whether the model goes on from here. */
function addSection(turns: ApiTurn[], { name, items }: Section, wording: Wording, isLast: boolean): boolean {
  const isRound = name === 'round' || name === 'ice';
  const pieces = isRound ? piecesOf(items, wording.lexicon) : items.map(aloneOf);
  const lastRound = isLast ? pieces.findLast(({ kind }) => kind === 'round') : undefined;
  return pieces.some((piece) => addPiece(turns, piece, wording, piece === lastRound));
}

function aloneOf(item: Item): Piece {
  return typeof item === 'string' ? { kind: 'text', text: item } : { kind: 'alone', turn: item };
}

function addPiece(turns: ApiTurn[], piece: Piece, { meta, lexicon, textRole }: Wording, isAsked: boolean): boolean {
  if (piece.kind === 'text') {
    const role = piece.text.trim() === '' ? undefined : textRole(piece.text);
    if (role !== undefined) turns.push({ role, prompt: piece.text });
    return false;
  }
  if (piece.kind === 'alone') {
    turns.push(apiTurn(roleOf(piece.turn, lexicon.roles), piece.turn));
    return false;
  }
  for (const item of meta.round) {
    if (typeof item === 'string') continue;
    if (isAsked && item.generate) return true;
    turns.push(apiTurn(item, piece.turns.get(item.role)));
  }
  return false;
}

function apiTurn(role: MetaRole, turn: Turn | undefined): ApiTurn {
  const { begin, prompt, end } = spoken(role, turn);
  return { role: role.apiRole ?? role.role, prompt: begin + prompt + end };
}

function merged(turns: readonly ApiTurn[]): ApiTurn[] {
  const result: ApiTurn[] = [];
  for (const turn of turns) {
    const last = result.at(-1);
    if (last?.role === turn.role) result[result.length - 1] = { ...last, prompt: `${last.prompt}\n${turn.prompt}` };
    else result.push(turn);
  }
  return result;
}
