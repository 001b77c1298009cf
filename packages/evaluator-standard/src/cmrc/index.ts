import { plainPostprocessor } from '../plain-postprocessor.ts';
import { afterFirst } from '../python-text.ts';

/** What follows the first 答案是 ("the answer is") up to the next one, else the text. Serves CMRC and DRCD. */
export function cmrc(text: string): string {
  return afterFirst(text, '答案是') ?? text;
}

export default plainPostprocessor('cmrc', 'What follows 答案是.', cmrc);
