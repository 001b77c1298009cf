import { splitWords, strip } from '../python-text.ts';
import { loadPieces } from './pieces.ts';

/** Those that cut by rules, by sacreBLEU's names. */
export const WORD_TOKENIZERS = ['13a', 'intl', 'zh', 'char', 'none'] as const;
/** Those that cut by a SentencePiece model: which one, its file says. */
export const PIECE_TOKENIZERS = ['flores200', 'flores101', 'spm'] as const;

type WordTokenizerName = (typeof WORD_TOKENIZERS)[number];
export type TokenizerName = WordTokenizerName | (typeof PIECE_TOKENIZERS)[number];

/** A segment's tokens. */
export type Tokenize = (text: string) => string[];

/**
 * Characters that stand alone in Chinese text, by code point. The third range is what sacreBLEU's own table amounts to,
 * where "\u20000" was meant to be one character and is two: quotation marks and dashes are in it.
 */
const CHINESE =
  /[\u3400-\u4db5\u4e00-\u9fbb\uf900-\ufa2d\ufa30-\ufa6a\ufa70-\ufad9\u2001-\u2a6d\u2f81-\u2fa1\uff00-\uffef\u2e80-\u2eff\u3000-\u303f\u31c0-\u31ef\u2f00-\u2fdf\u2ff0-\u2fff\u3100-\u312f\u31a0-\u31bf\ufe10-\ufe1f\ufe30-\ufe4f\u2600-\u26ff\u2700-\u27bf\u3200-\u32ff\u3300-\u33ff]/gu;

/** Cuts segments into tokens as sacreBLEU's tokenizer of that name does. `model`: the file of a SentencePiece model. */
export async function loadTokenizer(name: TokenizerName, model: string | undefined): Promise<Tokenize> {
  if (isByRules(name)) return (text) => splitWords(CUT[name](text));
  const pieces = await loadPieces(model as string);
  return (text) => splitWords(pieces(text).join(' '));
}

function isByRules(name: TokenizerName): name is WordTokenizerName {
  return name in CUT;
}

const CUT: Readonly<Record<WordTokenizerName, (text: string) => string>> = {
  none: (text) => text,
  char: (text) => [...text].join(' '),
  zh: (text) => western(strip(text).replaceAll(CHINESE, ' $& ')),
  '13a': (text) => western(` ${unescaped(text)} `),
  intl: (text) =>
    text
      .replaceAll(/(\P{N})(\p{P})/gu, '$1 $2 ')
      .replaceAll(/(\p{P})(\P{N})/gu, ' $1 $2')
      .replaceAll(/\p{S}/gu, ' $& '),
};

function unescaped(text: string): string {
  const joined = text.replaceAll('<skipped>', '').replaceAll('-\n', '').replaceAll('\n', ' ');
  return joined.replaceAll('&quot;', '"').replaceAll('&amp;', '&').replaceAll('&lt;', '<').replaceAll('&gt;', '>');
}

/** mteval-v13a: punctuation stands alone, but for full stops and commas between digits. */
function western(text: string): string {
  return text
    .replaceAll(/[{-~[-` -&(-+:-@/]/gu, ' $& ')
    .replaceAll(/([^0-9])([.,])/gu, '$1 $2 ')
    .replaceAll(/([.,])([^0-9])/gu, ' $1 $2')
    .replaceAll(/([0-9])(-)/gu, '$1 $2 ');
}
