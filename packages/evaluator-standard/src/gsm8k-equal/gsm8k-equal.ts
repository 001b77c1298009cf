import { strip, withAsciiDigits } from '../python-text.ts';

const DIGITS = '\\d+(?:_\\d+)*';
const FLOAT = new RegExp(`^[+-]?(?:${DIGITS}(?:\\.(?:${DIGITS})?)?|\\.${DIGITS})(?:e[+-]?${DIGITS})?$`, 'i');
const INTEGER = new RegExp(`^[+-]?${DIGITS}$`);

/** The same text, or a decimal number within 10^-6 of the whole number that the reference is, as Python reads them. */
export function gsm8kEqual(prediction: string, reference: string): boolean {
  return prediction === reference || Math.abs(numberIn(prediction, FLOAT) - numberIn(reference, INTEGER)) < 1e-6;
}

/** NaN, which equals nothing, where the text is not of the form. */
function numberIn(text: string, form: RegExp): number {
  const number = withAsciiDigits(strip(text));
  return form.test(number) ? Number(number.replaceAll('_', '')) : Number.NaN;
}
