import { plainPostprocessor } from '../plain-postprocessor.ts';

/** The capital letters in the text, each once, by code point. */
export function multipleSelect(text: string): string {
  const letters = [...new Set(text.match(/\p{Uppercase}/gu))];
  return letters.sort((a, b) => (a.codePointAt(0) ?? 0) - (b.codePointAt(0) ?? 0)).join('');
}

export default plainPostprocessor('multiple-select', 'All capital letters, each once, sorted.', multipleSelect);
