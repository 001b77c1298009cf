import type { ResultRecord } from 'oc-sdk/run-directory';
import type { Detail } from './details.ts';

const INDENT = '    ';

/**
 * A result as JSON, piece by piece: the text of a million details would be longer than a string can be. `details` come
 * last: whoever wants only the metrics need not read on.
 *
 * @param details - what {@link detailsText} makes
 */
export async function* resultText(
  head: ResultRecord,
  details: AsyncIterable<string> | undefined,
): AsyncIterable<string> {
  const text = JSON.stringify(head, null, 2);
  if (details === undefined) {
    yield `${text}\n`;
    return;
  }
  yield `${text.slice(0, -2)},\n  "details": `;
  yield* details;
  yield '\n}\n';
}

/** The value of `details`, indented as it stands in a result. */
export async function* detailsText(details: AsyncIterable<Detail>): AsyncIterable<string> {
  let brackets: readonly [string, string] = ['{', '}'];
  let isFirst = true;
  for await (const [position, entry] of details) {
    if (position === undefined) brackets = ['[', ']'];
    const key = position === undefined ? '' : `${JSON.stringify(position)}: `;
    yield `${isFirst ? brackets[0] : ','}\n${INDENT}${key}${indented(entry)}`;
    isFirst = false;
  }
  yield isFirst ? '{}' : `\n  ${brackets[1]}`;
}

/** JSON has no line break inside a value. */
function indented(entry: object): string {
  return JSON.stringify(entry, null, 2).replaceAll('\n', `\n${INDENT}`);
}
