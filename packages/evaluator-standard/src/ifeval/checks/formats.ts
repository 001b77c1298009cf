import { SPACE, strip } from '../../python-text.ts';
import type { Check } from '../arguments.ts';
import { bullets } from './bullets.ts';

const CONSTRAINED = ['My answer is yes.', 'My answer is no.', 'My answer is maybe.'];

export const FORMATS: Readonly<Record<string, Check>> = {
  'detectable_format:number_bullet_lists': (answer, given) => bullets(answer) === given.count('num_bullets'),
  'detectable_format:constrained_response': (answer) => CONSTRAINED.some((choice) => answer.includes(choice)),
  'detectable_format:number_highlighted_sections': (answer, given) =>
    highlights(answer) >= given.count('num_highlights'),
  'detectable_format:multiple_sections': (answer, given) =>
    sections(answer, strip(given.text('section_spliter'))) >= given.count('num_sections'),
  'detectable_format:json_format': isJson,
  'detectable_format:title': (answer) => answer.split('\n').some(hasTitle),
};

/** `*so*` and `**so**`; the latter counts a second time where it is in doubled stars, as in the reference. */
function highlights(answer: string): number {
  const single = answer.match(/\*[^\n*]*\*/g) ?? [];
  const double = answer.match(/\*\*[^\n*]*\*\*/g) ?? [];
  const filled = single.filter((part) => strip(part.slice(1, -1)) !== '');
  return filled.length + double.filter((part) => strip(part.slice(2, -2)) !== '').length;
}

/** The word before a number, as often as it stands. */
function sections(answer: string, word: string): number {
  const source = `[${SPACE}]?${word.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&')}[${SPACE}]?\\p{Nd}+`;
  return answer.match(new RegExp(source, 'gu'))?.length ?? 0;
}

/** JSON, in a fence of three backticks or not. */
function isJson(answer: string): boolean {
  const inner = ['```json', '```Json', '```JSON', '```'].reduce(
    (rest, fence) => (rest.startsWith(fence) ? rest.slice(fence.length) : rest),
    strip(answer),
  );
  try {
    JSON.parse(strip(inner.endsWith('```') ? inner.slice(0, -3) : inner));
    return true;
  } catch {
    return false;
  }
}

/** Something between `<<` and `>>`. */
function hasTitle(line: string): boolean {
  const [start, end] = [line.indexOf('<<'), line.lastIndexOf('>>')];
  if (start < 0 || end < start + 3) return false;
  return strip(line.slice(start, end).replace(/^<+/, '').replace(/>+$/, '')) !== '';
}
