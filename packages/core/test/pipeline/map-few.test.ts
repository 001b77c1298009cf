import { describe, expect, it } from 'vitest';
import { mapFew } from '../../src/pipeline/map-few.ts';

describe('many things done a few at a time', () => {
  it('come in their order, and never are more than 32 at work', async () => {
    let [atWork, most] = [0, 0];
    const items = Array.from({ length: 500 }, (_, i) => i);
    const doubled = await mapFew(items, async (item) => {
      atWork += 1;
      most = Math.max(most, atWork);
      await new Promise((resolve) => setImmediate(resolve));
      atWork -= 1;
      return 2 * item;
    });
    expect([doubled, most]).toEqual([items.map((item) => 2 * item), 32]);
  });

  it('fail with the first that fails', async () => {
    const broken = mapFew([1, 2], async (item) => {
      throw new Error(`no ${item}`);
    });
    await expect(broken).rejects.toThrow('no 1');
  });
});
