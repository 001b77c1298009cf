import { describe, expect, it } from 'vitest';
import { isOcError, OcError } from '../src/index.ts';

describe('OcError', () => {
  it('carries its code, its one line, its details and its cause', () => {
    const cause = new Error('socket hang up');
    const error = new OcError({ code: 'NO_ANSWER', message: 'no answer', details: 'Try again.', cause });
    expect(error).toMatchObject({
      name: 'OcError',
      code: 'NO_ANSWER',
      message: 'no answer',
      details: 'Try again.',
      cause,
    });
    expect(error.fatal).toBe(false);
    expect(String(error)).toBe('OcError: no answer');
  });

  it('has no cause where none is given', () => {
    expect('cause' in new OcError({ code: 'X', message: 'x' })).toBe(false);
  });

  it('says when trying again cannot help', () => {
    expect(new OcError({ code: 'KEY_REFUSED', message: 'no', fatal: true }).fatal).toBe(true);
  });
});

describe('isOcError', () => {
  it('knows the errors of another copy of the package', async () => {
    const copy = await import('oc-sdk');
    expect(copy.OcError).not.toBe(OcError);
    expect(isOcError(new copy.OcError({ code: 'X', message: 'x' }))).toBe(true);
  });

  it('knows no other errors, and nothing else', () => {
    const alike = Object.assign(new Error('x'), { name: 'OcError', code: 'X', details: '', fatal: true });
    for (const value of [alike, new Error('x'), { code: 'X' }, 'X', null, undefined]) {
      expect(isOcError(value)).toBe(false);
    }
  });
});
