import { definePostprocessor, type OptionsOf } from 'oc-sdk';
import { afterFirst, strip } from '../python-text.ts';

const optionsSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    name: { type: 'string', default: '', description: 'The name of the part; one with _cn in it is in Chinese.' },
  },
} as const;

const NUMBER = /-?\p{Nd}*\.?\/?\p{Nd}+/gu;

/**
 * The first number behind "The answer is" (答案是 where the part's name has `_cn` in it), or without that the last
 * number of the text; without a number what was searched. Commas between digits are left out; a/b is one number.
 */
export function mathbench(text: string, name = ''): string {
  const behind = afterFirst(text, name.includes('_cn') ? '答案是' : 'The answer is');
  const answer = behind === undefined ? text : strip(behind);
  const numbers = answer.replaceAll(/(\p{Nd}),(\p{Nd})/gu, '$1$2').match(NUMBER);
  return numbers?.at(behind === undefined ? -1 : 0) ?? answer;
}

export default definePostprocessor({
  name: 'mathbench',
  summary: 'The number that an answer in English or Chinese names.',
  optionsSchema,
  create:
    ({ name }: OptionsOf<typeof optionsSchema>) =>
    (text) =>
      mathbench(text, name),
});
