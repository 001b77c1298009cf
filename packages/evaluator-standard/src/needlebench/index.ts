import { plainPostprocessor } from '../plain-postprocessor.ts';

/** The text as it is. */
export function needlebench(text: string): string {
  return text;
}

export default plainPostprocessor('needlebench', 'The answer as it is.', needlebench);
