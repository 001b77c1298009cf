import { normalizeFinalAnswer } from './normalize-final-answer.ts';
import { stripLatex, stripLatexV2 } from './strip-latex.ts';

/** `v1` is the comparison of the MATH data set's authors, `v2` cleans up more. */
export type MathVersion = 'v1' | 'v2';

/**
 * Whether two answers in LaTeX are the same text after clean-up, or after {@link normalizeFinalAnswer} of the cleaned or of
 * the given text. Null equals null alone. Rules as in OpenCompass's `MATHEvaluator`.
 */
export function mathEqual(prediction: string | null, reference: string | null, version: MathVersion = 'v1'): boolean {
  if (prediction === null || reference === null) return prediction === reference;
  const clean = version === 'v1' ? stripLatex : stripLatexV2;
  const [a, b] = [clean(prediction), clean(reference)];
  if (a !== undefined && b !== undefined && (a === b || normalizeFinalAnswer(a) === normalizeFinalAnswer(b)))
    return true;
  return normalizeFinalAnswer(prediction) === normalizeFinalAnswer(reference);
}
