import { describe, expect, it } from 'vitest';
import { bySlots } from '../../../src/infer/inferencers/by-slots.ts';
import { Slots } from '../../../src/infer/slots.ts';

/** Calls that end when they are told to, with their own name. */
function calls() {
  const open = new Map<string, (failure?: Error) => void>();
  const call = (name: string) =>
    new Promise<string[]>((resolve, reject) => {
      open.set(name, (failure) => {
        open.delete(name);
        if (failure) reject(failure);
        else resolve([name]);
      });
    });
  return { open: () => [...open.keys()], end: (name: string, failure?: Error) => open.get(name)?.(failure), call };
}

/** What one sample asks: `a1`, `a2` and so on. */
function asking(sample: string, count: number, slots: Slots, { call }: ReturnType<typeof calls>): Promise<string[]> {
  const items = Array.from({ length: count }, (_, i) => `${sample}${i + 1}`);
  const run = async () => {
    const results: string[] = [];
    for await (const result of bySlots(() => items.shift(), call, slots)) results.push(result);
    return results;
  };
  return run();
}

/** Everything that is ready has happened. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('requests of a sample', () => {
  it('go out together where there are slots to spare, and never more than there are', async () => {
    const made = calls();
    const results = asking('a', 5, new Slots(() => 3), made);
    await settled();
    expect(made.open()).toEqual(['a1', 'a2', 'a3']);
    made.end('a2');
    await settled();
    expect(made.open()).toEqual(['a1', 'a3', 'a4']);
    for (const name of ['a1', 'a3', 'a4', 'a5']) {
      await settled();
      made.end(name);
    }
    expect(await results).toEqual(['a2', 'a1', 'a3', 'a4', 'a5']);
  });

  it('let the first of every other sample go before their second', async () => {
    const made = calls();
    const slots = new Slots(() => 2);
    const both = [asking('a', 3, slots, made), asking('b', 3, slots, made)];
    await settled();
    expect(made.open()).toEqual(['a1', 'b1']);
    made.end('b1');
    await settled();
    expect(made.open()).toHaveLength(2);
    while (made.open().length > 0) {
      made.end(made.open()[0] ?? '');
      await settled();
      expect(made.open().length).toBeLessThanOrEqual(2);
    }
    expect((await Promise.all(both)).map((results) => results.toSorted())).toEqual([
      ['a1', 'a2', 'a3'],
      ['b1', 'b2', 'b3'],
    ]);
  });

  it('take up every slot that others leave, at once', async () => {
    const made = calls();
    const slots = new Slots(() => 4);
    const ended = [asking('a', 4, slots, made), asking('b', 1, slots, made), asking('c', 1, slots, made)];
    await settled();
    expect(made.open()).toEqual(['a1', 'b1', 'c1', 'a2']);
    made.end('b1');
    made.end('c1');
    await settled();
    expect(made.open()).toEqual(['a1', 'a2', 'a3', 'a4']);
    for (const name of made.open()) made.end(name);
    expect((await Promise.all(ended)).map(({ length }) => length)).toEqual([4, 1, 1]);
  });

  it('give all slots back, after a failure too', async () => {
    const made = calls();
    const slots = new Slots(() => 2);
    const failing = asking('a', 4, slots, made);
    await settled();
    made.end('a1', new Error('no'));
    await expect(failing).rejects.toThrow('no');
    // One more may have gone out before the failure was seen.
    for (const name of made.open()) made.end(name);
    await settled();
    const next = asking('b', 2, slots, made);
    await settled();
    expect(made.open()).toEqual(['b1', 'b2']);
    made.end('b1');
    made.end('b2');
    expect(await next).toEqual(['b1', 'b2']);
  });
});
