import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { nodeAt, plain, positionAt } from '../../src/config/node.ts';
import { Problems } from '../../src/config/problems.ts';
import { parseConfig } from '../../src/config/read.ts';

function parsed(text: string) {
  const problems = new Problems('/');
  const node = parseConfig(text, '/c.yaml', problems);
  problems.throwIfAny('/c.yaml');
  return node!;
}

describe('parseConfig', () => {
  it('reads what YAML and JSON write', () => {
    // Keys that YAML reads as numbers come back in another form; -0 is 0.
    const json = fc.jsonValue({ noUnicodeString: false }).map((value) => JSON.parse(JSON.stringify(value)) as unknown);
    fc.assert(
      fc.property(json, (value) => {
        expect(plain(parsed(JSON.stringify(value)))).toEqual(value);
        expect(plain(parsed(stringify(value)))).toEqual(value);
      }),
    );
  });

  it('knows where everything stands, whatever ends the lines', () => {
    const node = parsed('a: 1\r\nbé:\r\n  - x\r\n  - {c: d}\r\n');
    expect(positionAt(node, ['bé', 1, 'c'])).toEqual({ file: '/c.yaml', line: 4, column: 9 });
    expect(positionAt(node, ['bé', 1, 'gone', 'deeper'])).toEqual({ file: '/c.yaml', line: 4, column: 5 });
    expect(nodeAt(node, ['bé', 7])).toBeUndefined();
  });

  it('keeps labels that look like something else', () => {
    expect(plain(parsed('{1: a, true: b, 1.50: c, ~: d, yes: no}'))).toEqual({
      1: 'a',
      true: 'b',
      1.5: 'c',
      null: 'd',
      yes: 'no',
    });
  });

  it('takes the nearest anchor before an alias', () => {
    expect(plain(parsed('[&a 1, *a, &a 2, *a, &b [*a], &a 3, *b]'))).toEqual([1, 1, 2, 2, [2], 3, [2]]);
  });

  it('lets an anchor be used a thousand times', () => {
    const uses = Array.from({ length: 1000 }, () => '*base').join(', ');
    expect(plain(parsed(`a: &base {x: [1, 2]}\nb: [${uses}]`))).toMatchObject({ b: { length: 1000 } });
  });
});
