import { plainPostprocessor } from '../plain-postprocessor.ts';
import { withAsciiDigits } from '../python-text.ts';

/** The first decimal number with its sign, or null. A comma ends it: of "1,234" it is 1. */
export function firstNumber(text: string): number | null {
  const number = /-?\p{Nd}*\.?\p{Nd}+/u.exec(text)?.[0];
  return number === undefined ? null : Number(withAsciiDigits(number));
}

export default plainPostprocessor('first-number', 'The first number.', firstNumber);
