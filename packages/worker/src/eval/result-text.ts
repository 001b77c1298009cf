import type { ResultRecord } from 'oc-sdk/run-directory';
import type { Detail } from './details.ts';

const INDENT = '    ';

/**
 * A result as JSON, piece by piece: the text of a million details would be longer than a string can be. `details` come
 * last: whoever wants only the metrics need not read on.
 */
export function* resultText(head: ResultRecord, details: Iterable<Detail> | undefined): Iterable<string> {
  const text = JSON.stringify(head, null, 2);
  if (details === undefined) {
    yield `${text}\n`;
    return;
  }
  yield `${text.slice(0, -2)},\n  "details": `;
  let brackets: readonly [string, string] = ['{', '}'];
  let isFirst = true;
  for (const [position, entry] of details) {
    if (position === undefined) brackets = ['[', ']'];
    const key = position === undefined ? '' : `${JSON.stringify(position)}: `;
    yield `${isFirst ? brackets[0] : ','}\n${INDENT}${key}${indented(entry)}`;
    isFirst = false;
  }
  yield isFirst ? '{}\n}\n' : `\n  ${brackets[1]}\n}\n`;
}

/** JSON has no line break inside a value. */
function indented(entry: object): string {
  return JSON.stringify(entry, null, 2).replaceAll('\n', `\n${INDENT}`);
}
