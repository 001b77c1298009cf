import { describe, expect, it } from 'vitest';
import { baseNeeds, Lessons } from '../src/lessons.ts';

const UNSAID = { cpusPerTask: undefined, memoryMiB: undefined, timeLimitMinutes: undefined };
const BASE = baseNeeds({ gpus: 1, timeLimitSeconds: 5400, memoryMiB: 1000 }, UNSAID);

describe('what later jobs do better', () => {
  it('is twice the time and twice the memory, once each, for jobs of the same kind', () => {
    const lessons = new Lessons();
    expect([lessons.moreTime(BASE), lessons.moreTime(BASE)]).toEqual([true, false]);
    expect([lessons.moreMemory(BASE), lessons.moreMemory(BASE)]).toEqual([true, false]);
    expect(lessons.apply(BASE)).toMatchObject({ timeLimitMinutes: 180, memoryMiB: 2000 });
    expect(lessons.apply({ ...BASE, gpus: 2 })).toMatchObject({ timeLimitMinutes: 90, memoryMiB: 1000 });
  });

  it('is no more time than the partition gives', () => {
    const lessons = new Lessons();
    lessons.longestMinutes = 120;
    expect(lessons.moreTime(BASE)).toBe(true);
    expect(lessons.apply(BASE).timeLimitMinutes).toBe(120);
    expect(lessons.moreTime({ ...BASE, timeLimitMinutes: 120 })).toBe(false);
  });

  it('is nothing where nobody has said how much there was', () => {
    const lessons = new Lessons();
    const unsaid = baseNeeds({ gpus: 1 }, UNSAID);
    expect([lessons.moreTime(unsaid), lessons.moreMemory(unsaid)]).toEqual([false, false]);
  });

  it('is to leave out nodes that failed, the last sixteen of them', () => {
    const lessons = new Lessons();
    for (let n = 1; n <= 20; n += 1) lessons.nodeFailed(`node${n}`);
    lessons.nodeFailed('node20');
    expect(lessons.excluded).toHaveLength(16);
    expect(lessons.excluded.at(-1)).toBe('node20');
  });
});
