import { plainPostprocessor } from '../plain-postprocessor.ts';
import { strip, stripCharacters } from '../python-text.ts';
import { plainNumbers, withoutUnits } from './numbers.ts';

const CUES = ['The answer is:', 'The answer is', 'the answer is'];
const CUE = /The answer is:|The answer is|the answer is/;
const NUMBER = /-?\p{Nd}*\.?\p{Nd}+/gu;
const CHOICE = /\([a-f]\)/;
/** What is longer is no number. */
const LONGEST = 1000;

/**
 * The answer behind the last "the answer is": True or False where it has a word of them (or yes, no) in it, a choice such
 * as (b) as it stands, else the value of what is a number. Without such a cue the last number. As in the third form of
 * TheoremQA's own evaluation (Chen et al. 2023).
 */
export function theoremqaV3(text: string): string {
  const first = ownPart(stripCharacters(text, '\n'));
  const parts = first.split(CUE);
  const answer = parts.at(-1) ?? '';
  return trimEnd(answered(stripCharacters(trimEnd(stripCharacters(answer, '\n')), ' '), parts.length > 1));
}

export default plainPostprocessor(
  'theoremqa-v3',
  'The value behind "the answer is", else the last number.',
  theoremqaV3,
);

/** Where a cue stands twice the model went on with questions of its own behind a blank line. */
function ownPart(text: string): string {
  const twice = CUES.some((cue) => text.indexOf(cue) !== text.lastIndexOf(cue));
  return twice ? (text.split('\n\n', 1)[0] ?? '') : text;
}

function answered(answer: string, cued: boolean): string {
  const lower = answer.toLowerCase();
  if (/yes|true/.test(lower)) return 'True';
  if (/no|false/.test(lower)) return 'False';
  if (CHOICE.test(lower)) return answer;
  return cued ? valued(answer) : (answer.match(NUMBER)?.at(-1) ?? '');
}

/** The value of what follows the last equals sign, or it as it stands without a unit behind a number. */
function valued(answer: string): string {
  const text = withoutUnits(strip(answer.slice(answer.lastIndexOf('=') + 1)));
  const value = text.length > LONGEST ? undefined : plainNumbers(text);
  if (typeof value === 'number') return String(value);
  if (value !== undefined) return `[${value.join(', ')}]`;
  return /^-?[\d.]+\s(?:\D+|\S+)$/u.test(text) ? (text.split(' ', 1)[0] ?? '') : text;
}

/** Without full stops, then slashes, at the end. */
function trimEnd(text: string): string {
  return ['.', '/'].reduce((rest, mark) => {
    let end = rest.length;
    while (end > 0 && rest.charAt(end - 1) === mark) end -= 1;
    return rest.slice(0, end);
  }, text);
}
