import { plainPostprocessor } from '../plain-postprocessor.ts';

/** The last capital letter of any alphabet, or nothing. */
export function lastCapital(text: string): string {
  return text.match(/\p{Uppercase}/gu)?.at(-1) ?? '';
}

export default plainPostprocessor('last-capital', 'The last capital letter.', lastCapital);
