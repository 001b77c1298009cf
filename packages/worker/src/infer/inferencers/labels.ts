import { noSuchLabel } from '../../errors.ts';
import type { Presenter } from '../prompts/present/present.ts';
import type { LabelPrompt } from '../prompts/render.ts';
import type { Scored } from './inferencer.ts';

/** A label and the whole text that is scored for it. */
export interface Choice {
  readonly label: string;
  readonly text: string;
  /** Where the answer begins in the text, where the template marks it. */
  readonly answerStart: number | undefined;
}

/** The texts of the labels wanted, or of all, in their order. Throws NO_SUCH_LABEL. */
export function choicesOf(
  wanted: readonly string[] | undefined,
  prompts: readonly LabelPrompt[],
  presenter: Presenter,
): readonly Choice[] {
  const known = prompts.map(({ label }) => label);
  const chosen = (wanted ?? known).map((label) => {
    const prompt = prompts.find((each) => each.label === label);
    if (prompt === undefined) throw noSuchLabel(label, known);
    return prompt;
  });
  return chosen.map(({ label, dialogue, answerStart }) => ({
    label,
    text: presenter.toScore(dialogue),
    answerStart,
  }));
}

/** Length of what all texts begin with, cut back to before a blank, so that no word is divided. */
export function commonContext(texts: readonly string[]): number {
  const [first = '', ...others] = texts;
  let length = 0;
  while (length < first.length && others.every((text) => text[length] === first[length])) length += 1;
  // By hand: a pattern for the end takes the square of the length of a run of blanks.
  while (length > 0 && !isBlank(first.charAt(length - 1))) length -= 1;
  while (length > 0 && isBlank(first.charAt(length - 1))) length -= 1;
  return length;
}

function isBlank(character: string): boolean {
  return /\s/.test(character);
}

/** Negative log-likelihood in nats, of the whole text or of the continuation alone. */
export function sumNll({ logProbabilities, continuationTokens }: Scored, whole: boolean): number {
  const start = whole ? 0 : logProbabilities.length - continuationTokens;
  return logProbabilities.slice(start).reduce((sum, logProbability) => sum - logProbability, 0);
}
