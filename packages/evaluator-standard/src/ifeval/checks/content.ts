import { SPACE } from '../../python-text.ts';
import type { Check } from '../arguments.ts';

const POSTSCRIPTS: Readonly<Record<string, RegExp>> = {
  'P.S.': new RegExp(`p\\.[${SPACE}]?s\\.`, 'u'),
  'P.P.S': new RegExp(`p\\.[${SPACE}]?p\\.[${SPACE}]?s`, 'u'),
};

export const CONTENT: Readonly<Record<string, Check>> = {
  'detectable_content:number_placeholders': (answer, given) => placeholders(answer) >= given.count('num_placeholders'),
  'detectable_content:postscript': (answer, given) => {
    const marker = given.text('postscript_marker').trim();
    return POSTSCRIPTS[marker]?.test(answer.toLowerCase()) ?? answer.toLowerCase().includes(marker.toLowerCase());
  },
};

/** Pairs of square brackets within a line. */
function placeholders(answer: string): number {
  return answer.split('\n').reduce((sum, line) => sum + bracketsIn(line), 0);
}

function bracketsIn(line: string): number {
  let count = 0;
  for (let end = -1; ; count += 1) {
    const start = line.indexOf('[', end + 1);
    end = start < 0 ? -1 : line.indexOf(']', start);
    if (end < 0) return count;
  }
}
