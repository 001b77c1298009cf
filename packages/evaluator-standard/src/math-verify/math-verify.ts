import { candidates } from './candidates.ts';
import { equalMath } from './equal.ts';
import type { Expression } from './expression.ts';
import { parseMath } from './parse.ts';

export interface MathVerdict {
  readonly correct: boolean;
  /** What was taken for the answer; undefined where nothing that reads as mathematics was found. */
  readonly extracted?: string;
  /** The reference does not read as mathematics: nothing can be right but the same text. */
  readonly referenceUnparsed?: true;
}

/** Compares the mathematical object in an answer with the one in a reference. Time is bounded by the length that is parsed. */
export function mathVerify(prediction: string, reference: string): MathVerdict {
  const gold = firstParsed(candidates(reference), isMath) ?? firstParsed(candidates(reference), () => true);
  const found = firstParsed(candidates(prediction), isMath) ?? firstParsed(candidates(prediction), () => true);
  const said = [found?.text ?? prediction, ...candidates(prediction).slice(0, 1)].map(plain);
  const meant = [gold?.text ?? reference, ...candidates(reference).slice(0, 1), reference].map(plain);
  const same = meant.some((text) => said.includes(text));
  return {
    correct: same || (found !== undefined && gold !== undefined && equalMath(found.expression, gold.expression)),
    ...(found === undefined ? {} : { extracted: found.text }),
    ...(gold === undefined ? { referenceUnparsed: true } : {}),
  };
}

/** Without blanks and the marks of a formula: what does not read as mathematics can still be the same text. */
function plain(text: string): string {
  return text.replaceAll(/[\s$]/g, '');
}

interface Parsed {
  readonly text: string;
  readonly expression: Expression;
}

function firstParsed(texts: readonly string[], wanted: (expression: Expression) => boolean): Parsed | undefined {
  for (const text of texts) {
    const expression = parseMath(text);
    if (expression !== undefined && wanted(expression)) return { text, expression };
  }
  return undefined;
}

/** A single word is only an answer where nothing else is one. */
function isMath(expression: Expression): boolean {
  return expression.kind !== 'words';
}
