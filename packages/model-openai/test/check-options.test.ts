import { describe, expect, it } from 'vitest';
import { checkOptions } from '../src/check-options.ts';
import { errorFrom, modelWithClock, optionsWith } from './support.ts';

describe('checkOptions', () => {
  it.each([
    {},
    { base_url: 'http://h:1/v1' },
    { base_url: ['http://h:1/v1', 'https://[::1]:2'], openai_api_base: 'http://h' },
    {
      key: 'sk-1\n',
      proxy: 'http://anna:secret@proxy:3128',
      headers: { 'X-Team': 'blue' },
      system_prompt: 'Be brief.',
    },
  ])('finds nothing wrong with %j', (options) => {
    expect(checkOptions(optionsWith(options))).toEqual([]);
  });

  it.each([
    [{ base_url: 'localhost:8000/v1' }, ['base_url']],
    [{ base_url: '' }, ['base_url']],
    [{ base_url: '/v1' }, ['base_url']],
    [{ base_url: ['http://h/v1', 'ftp://sk-1/v1'] }, ['base_url', 1]],
    [{ openai_api_base: 'sk-1' }, ['openai_api_base']],
    [{ proxy: 'sk-1' }, ['proxy']],
    [{ key: 'sk-1\nsk-2' }, ['key']],
    [{ key: 'šk-1' }, ['key']],
    [{ headers: { 'a b': 'sk-1' } }, ['headers', 'a b']],
    [{ system_prompt: 'sk-1', endpoint: 'completions' as const }, ['system_prompt']],
  ])('refuses %j without repeating a value', (options, path) => {
    const complaints = checkOptions(optionsWith(options));
    expect(complaints).toEqual([{ path, message: expect.stringMatching(/^(must|needs) /) }]);
    expect(JSON.stringify(complaints)).not.toContain('sk-1');
  });

  it('finds every bad address of a list', () => {
    const complaints = checkOptions(optionsWith({ base_url: ['h:1', 'http://h/v1', 'nowhere'] }));
    expect(complaints.map(({ path }) => path)).toEqual([
      ['base_url', 0],
      ['base_url', 2],
    ]);
  });

  it('is what a model begins with, for those who make one themselves', async () => {
    const error = await errorFrom((async () => modelWithClock({ url: 'nowhere' }))());
    expect(error).toMatchObject({
      code: 'OPENAI_INVALID_OPTION',
      message: expect.stringContaining('base_url must be'),
      fatal: true,
    });
  });
});
