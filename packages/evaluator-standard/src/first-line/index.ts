import { plainPostprocessor } from '../plain-postprocessor.ts';

/** What stands before the first line feed, without the blanks around it. */
export function firstLine(text: string): string {
  return (text.split('\n', 1)[0] ?? '').trim();
}

export default plainPostprocessor('first-line', 'The first line, trimmed.', firstLine);
