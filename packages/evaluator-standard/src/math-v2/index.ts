import { sentenceWith } from '../math/index.ts';
import { lastBoxed } from '../math-equal/boxed.ts';
import { plainPostprocessor } from '../plain-postprocessor.ts';

/** What the last `\boxed{}` holds unless that is nothing; else the sentence that names the answer, normalised. */
export function mathAnswerV2(text: string): string {
  const boxed = lastBoxed(text);
  const answer = /^\{([^\n]*)\}\n?$/.exec(boxed ?? '')?.[1] ?? boxed;
  return answer || sentenceWith(text, /final answer|answer is/);
}

export default plainPostprocessor('math-v2', 'What is boxed last, else the sentence with the answer.', mathAnswerV2);
