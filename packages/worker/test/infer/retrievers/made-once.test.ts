import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { madeOnce, type Turn } from '../../../src/infer/retrievers/made-once.ts';
import { never } from '../../support.ts';

const TIMES = { look: 5, sign: 10, patience: 60_000 };

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'oc-once-'));
  onTestFinished(() => rm(path, { recursive: true }));
  return path;
}

/** Something that is made with a mark in a folder, and how often it was. */
function thing(path: string, changes: Partial<Turn<string>> = {}) {
  const state = { made: 0, found: undefined as string | undefined };
  const turn: Turn<string> = {
    mark: join(path, 'x.making'),
    read: async () => state.found,
    async make() {
      state.made += 1;
      state.found = 'made';
      return state.found;
    },
    signal: never(),
    times: TIMES,
    ...changes,
  };
  return { state, turn };
}

describe('what is wanted by several at once', () => {
  it('is made by the next one where the first fails', async () => {
    const { state, turn } = thing(await folder());
    const failing = madeOnce({ ...turn, make: () => Promise.reject(new Error('no')) });
    await expect(failing).rejects.toThrow('no');
    expect(await madeOnce(turn)).toBe('made');
    expect(state.made).toBe(1);
  });

  it('is made by another where the one at it is dead', async () => {
    const path = await folder();
    const { turn } = thing(path, { times: { ...TIMES, patience: 30 } });
    await writeFile(turn.mark, '');
    expect(await madeOnce(turn)).toBe('made');
    expect(await readdir(path)).toEqual([]);
  });

  it('is waited for while the one at it shows signs of life', async () => {
    const path = await folder();
    const { state, turn } = thing(path);
    const signs = new Set<number>();
    const slow: Turn<string> = {
      ...turn,
      async make() {
        for (; signs.size < 4; await sleep(5)) signs.add((await stat(turn.mark)).mtimeMs);
        return await turn.make();
      },
    };
    expect(await Promise.all([madeOnce(slow), madeOnce(slow), madeOnce(slow)])).toEqual(['made', 'made', 'made']);
    expect(state.made).toBe(1);
  });

  it('is waited for no longer than until the run is stopped', async () => {
    const path = await folder();
    const { turn } = thing(path, { signal: AbortSignal.timeout(20) });
    await writeFile(turn.mark, '');
    await expect(madeOnce(turn)).rejects.toThrow();
  });

  it('is made without a mark where none can be set', async () => {
    const path = await folder();
    await writeFile(join(path, 'file'), '');
    const { turn } = thing(path, { mark: join(path, 'file', 'x.making') });
    expect(await madeOnce(turn)).toBe('made');
  });
});
