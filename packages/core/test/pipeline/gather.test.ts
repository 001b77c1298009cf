import { describe, expect, it } from 'vitest';
import { Gather } from '../../src/pipeline/gather.ts';

const HOURS = 3_600_000;

describe('gathering', () => {
  it('hands on together what came within the time', async () => {
    const handedOn = await new Promise((resolve) => {
      const gather = new Gather<string>(1, resolve);
      gather.add(['a']);
      gather.add(['b', 'c']);
    });
    expect(handedOn).toEqual(['a', 'b', 'c']);
  });

  it('waits no longer when it is told, hands on everything once, and nothing where nothing came', () => {
    const handedOn: (readonly string[])[] = [];
    const gather = new Gather<string>(HOURS, (items) => handedOn.push(items));
    gather.add(['a']);
    gather.add(['b']);
    gather.flush();
    gather.flush();
    expect(handedOn).toEqual([['a', 'b']]);
  });

  it('hands on nothing that was dropped', () => {
    const handedOn: (readonly string[])[] = [];
    const gather = new Gather<string>(HOURS, (items) => handedOn.push(items));
    gather.add(['a']);
    gather.drop();
    gather.flush();
    expect(handedOn).toEqual([]);
  });
});
