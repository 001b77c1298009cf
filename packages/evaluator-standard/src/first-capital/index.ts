import { plainPostprocessor } from '../plain-postprocessor.ts';

/** The first capital letter of any alphabet, or nothing. */
export function firstCapital(text: string): string {
  return /\p{Uppercase}/u.exec(text)?.[0] ?? '';
}

export default plainPostprocessor('first-capital', 'The first capital letter.', firstCapital);
