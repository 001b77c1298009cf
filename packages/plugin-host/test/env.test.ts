import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expandEnv } from '../src/index.ts';

const env = { KEY: 'secret', EMPTY: '', NESTED: '${env:KEY}' };

describe('expandEnv', () => {
  it.each([
    ['${env:KEY}', 'secret'],
    ['Bearer ${env:KEY}, ${env:KEY}', 'Bearer secret, secret'],
    ['${env:KEY:-other}', 'secret'],
    ['${env:GONE:-other}', 'other'],
    ['${env:GONE:-}', ''],
    ['${env:GONE:-a:-b}', 'a:-b'],
    ['${env:EMPTY}', ''],
    ['${env:EMPTY:-other}', 'other'],
    ['$${env:KEY}', '${env:KEY}'],
    ['${env:NESTED}', '${env:KEY}'],
    ['${KEY} $KEY ${env:KEY', '${KEY} $KEY ${env:KEY'],
  ])('%s becomes %s', (text, expected) => {
    expect(expandEnv(text, env)).toMatchObject({ value: expected, missing: [] });
  });

  it('goes into lists and maps and leaves keys and everything that is no text', () => {
    const value = { '${env:KEY}': ['${env:KEY}', 1, true, null, { deep: '${env:KEY}' }] };
    expect(expandEnv(value, env).value).toEqual({ '${env:KEY}': ['secret', 1, true, null, { deep: 'secret' }] });
    expect(value['${env:KEY}'][0]).toBe('${env:KEY}');
  });

  it('reports what is missing and where, and every name once', () => {
    expect(expandEnv({ a: ['x', '${env:GONE}${env:KEY}'], b: '${env:not a name}${env:KEY}' }, env)).toEqual({
      value: { a: ['x', '${env:GONE}secret'], b: '${env:not a name}secret' },
      missing: [
        { name: 'GONE', path: ['a', 1] },
        { name: 'not a name', path: ['b'] },
      ],
      names: ['GONE', 'KEY', 'not a name'],
    });
  });

  it('does not take what every object has for a variable', () => {
    expect(expandEnv('${env:toString}${env:constructor:-d}', {})).toMatchObject({
      value: '${env:toString}d',
      missing: [{ name: 'toString' }],
    });
  });

  it('changes nothing in a value without references', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        fc.pre(!JSON.stringify(value).includes('${env:'));
        expect(expandEnv(value, env)).toEqual({ value, missing: [], names: [] });
      }),
    );
  });
});
