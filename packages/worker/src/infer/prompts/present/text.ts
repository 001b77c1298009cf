import type { MetaTemplate } from 'oc-plugin-host';
import type { Section } from '../dialogue.ts';
import type { Mode } from './mode.ts';
import { type Lexicon, lexiconOf, type Piece, piecesOf, type Roles, roleOf, spoken } from './rounds.ts';

/**
 * One text, by the meta template of a base model. In mode `gen` it ends right behind the `begin` of the role that
 * generates, in the last round; in mode `ppl` the end sections and the meta template's own end follow.
 */
export function metaText(sections: readonly Section[], meta: MetaTemplate, mode: Mode): string {
  const lexicon = lexiconOf(meta);
  const last = mode === 'gen' ? sections.findLast(({ name }) => name === 'round') : undefined;
  let text = typeof meta.begin === 'string' ? meta.begin : '';
  for (const section of sections) {
    const { written, ended } = sectionText(section, meta, lexicon, section === last);
    text += written;
    if (ended) return text;
  }
  return text + meta.end;
}

interface Written {
  readonly written: string;
  /** The model goes on from here. */
  readonly ended: boolean;
}

function sectionText({ name, items }: Section, meta: MetaTemplate, lexicon: Lexicon, isLast: boolean): Written {
  const { roles } = lexicon;
  if (name === 'begin' || name === 'end') {
    const texts = items.map((item) => (typeof item === 'string' ? item : turnText(roleOf(item, roles), item)));
    return { written: texts.join(''), ended: false };
  }
  const pieces = piecesOf(items, lexicon);
  const lastRound = isLast ? pieces.findLast(({ kind }) => kind === 'round') : undefined;
  let text = '';
  for (const piece of pieces) {
    const { written, ended } = pieceText(piece, meta, roles, piece === lastRound);
    text += written;
    if (ended) return { written: text, ended };
  }
  return { written: text, ended: false };
}

function pieceText(piece: Piece, meta: MetaTemplate, roles: Roles, isAsked: boolean): Written {
  if (piece.kind === 'text') return { written: piece.text, ended: false };
  if (piece.kind === 'alone') return { written: turnText(roleOf(piece.turn, roles), piece.turn), ended: false };
  let text = '';
  for (const item of meta.round) {
    if (typeof item === 'string') text += item;
    else {
      const turn = piece.turns.get(item.role);
      if (isAsked && item.generate) return { written: text + spoken(item, turn).begin, ended: true };
      text += turnText(item, turn);
    }
  }
  return { written: text, ended: false };
}

function turnText(...turn: Parameters<typeof spoken>): string {
  const { begin, prompt, end } = spoken(...turn);
  return begin + prompt + end;
}
