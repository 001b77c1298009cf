import { describe, expect, it } from 'vitest';
import { estimate, lengthCheck } from '../../../src/infer/prompt-length.ts';
import { ask, inferencerOf, recorder } from './support.ts';

const infer = {
  ice_template: { template: '{q}={a}', ice_token: '</E>' },
  prompt_template: { template: '</E>{q}=' },
};
const examples = ['aa', 'bb', 'cc'].map((q) => ({ q, a: '1' }));

async function asked(room: number | undefined): Promise<unknown> {
  const { model, generated } = recorder();
  await ask(inferencerOf(infer, { examples, ...(room !== undefined && { room }) }), model, [{ q: 'x', a: '2' }]);
  return generated[0]?.prompt;
}

describe('examples that do not fit', () => {
  it('are left out from the last on, until the prompt has no more tokens than it may', async () => {
    expect(await asked(undefined)).toBe('aa=1\nbb=1\ncc=1\nx=');
    expect(await asked(17)).toBe('aa=1\nbb=1\ncc=1\nx=');
    expect(await asked(16)).toBe('aa=1\nbb=1\nx=');
    expect(await asked(11)).toBe('aa=1\nx=');
    expect(await asked(6)).toBe('x=');
  });

  it('leave a prompt that is too long by itself to the model', async () => {
    expect(await asked(1)).toBe('x=');
  });

  it('are left out for all labels where the text of one is too long', async () => {
    const template = { short: '</E>{q}=s', long: '</E>{q}=llll' };
    const labels = { ...infer, prompt_template: { template }, inferencer: { type: 'ppl' } };
    const { model, scored } = recorder();
    await ask(inferencerOf(labels, { examples, room: 16 }), model, [{ q: 'x' }]);
    expect(scored.map(({ context, continuation }) => context + continuation)).toEqual([
      'aa=1\nbb=1\nx=s',
      'aa=1\nbb=1\nx=llll',
    ]);
  });

  it('are counted by words and Chinese characters where the model cannot count, and this is told once', async () => {
    expect(estimate('Is 12 more than 数据, Bob?')).toBe(7);
    const told: string[] = [];
    const model = { async *generate() {}, close: async () => {} };
    const isTooLong = lengthCheck(model, 2, (message) => told.push(message));
    expect([await isTooLong('a b'), await isTooLong([{ role: 'user', content: 'a b c' }])]).toEqual([false, true]);
    expect(told).toHaveLength(1);
  });
});
