import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { estimate } from '../../src/costs/estimate.ts';
import { type CostHistory, costFile, readHistory, writeHistory } from '../../src/costs/history.ts';
import { learn } from '../../src/costs/learn.ts';

const NOW = Date.parse('2026-01-31T00:00:00Z');
const DAY = 86_400_000;
const EMPTY: CostHistory = { pairs: {}, loads: {} };

async function cacheWith(content?: string): Promise<string> {
  const cache = await mkdtemp(join(tmpdir(), 'oc-costs-'));
  if (content !== undefined) await writeFile(costFile(cache), content);
  return cache;
}

function measured(model: string, dataset: string, seconds: number, samples = 100) {
  return { model, dataset, samples, seconds: seconds * samples };
}

describe('the times of earlier runs', () => {
  it('are read as they were written', async () => {
    const cache = await cacheWith();
    const history = learn(EMPTY, [measured('m', 'd', 0.25)], new Map([['m', 42]]), NOW);
    await writeHistory(cache, history);
    const messages: string[] = [];
    expect(await readHistory(cache, NOW, (message) => messages.push(message))).toEqual(history);
    expect(messages).toEqual([]);
  });

  it('are none at first, and nothing is said of it', async () => {
    const messages: string[] = [];
    expect(await readHistory(await cacheWith(), NOW, (message) => messages.push(message))).toEqual(EMPTY);
    expect(messages).toEqual([]);
  });

  it.each([
    ['is cut short', (text: string) => text.slice(0, -5), 'it is not the JSON of such a file'],
    ['is from a newer version', (text: string) => text.replace('"version":1', '"version":2'), 'version 2'],
    ['is from elsewhere', (text: string) => text.replace('"machine":"', '"machine":"other '), 'another machine'],
    ['is something else', () => '[]', 'it is not the JSON of such a file'],
    ['is half of one', (text: string) => text.replace('"loads"', '"l"'), 'it is not whole'],
  ])('are not used where the file %s, which is said once', async (_, change, says) => {
    const cache = await cacheWith();
    await writeHistory(cache, learn(EMPTY, [measured('m', 'd', 1)], new Map(), NOW));
    await writeFile(costFile(cache), change(await readFile(costFile(cache), 'utf8')));
    const messages: string[] = [];
    expect(await readHistory(cache, NOW, (message) => messages.push(message))).toEqual(EMPTY);
    expect(messages.filter((message) => message.includes(says))).toHaveLength(1);
  });

  it('that nobody can have measured are left out, and the others used', async () => {
    const cost = (secondsPerSample: unknown, time = NOW) => ({ secondsPerSample, samples: 1, time });
    const pairs = {
      m: {
        ...{ good: cost(1), zero: cost(0), less: cost(-1), nan: cost(Number.NaN), text: cost('1'), no: null },
        ...{ late: cost(1, NOW + 1), words: { ...cost(1), tokens: 5 } },
        debt: { ...cost(1), tokens: { prompt: -1, output: 2 } },
      },
    };
    const cache = await cacheWith();
    await writeHistory(cache, { pairs, loads: { m: { seconds: -3, time: NOW } } } as unknown as CostHistory);
    const { pairs: kept, loads } = await readHistory(cache, NOW, () => {});
    expect([Object.keys(kept.m ?? {}), loads]).toEqual([['good'], {}]);
  });

  it('that cannot be read are said and done without', async () => {
    const cache = await cacheWith();
    await mkdir(costFile(cache));
    const messages: string[] = [];
    expect(await readHistory(cache, NOW, (message) => messages.push(message))).toEqual(EMPTY);
    expect(messages).toHaveLength(1);
  });

  it('count less the older they are', () => {
    const first = learn(EMPTY, [measured('m', 'd', 1)], new Map(), NOW - 30 * DAY);
    // A hundred samples of a month ago weigh as fifty.
    const { secondsPerSample, samples } = learn(first, [measured('m', 'd', 4)], new Map(), NOW).pairs.m?.d ?? {};
    expect([secondsPerSample, samples]).toEqual([(50 * 1 + 100 * 4) / 150, 150]);
  });
});

describe('the tokens of earlier runs', () => {
  const told = (samples: number, prompt: number, output: number) => ({
    ...measured('m', 'd', 1, 2 * samples),
    tokens: { samples, prompt: samples * prompt, output: samples * output },
  });

  it('are means of the samples that were answered, and count less the older they are', async () => {
    const first = learn(EMPTY, [told(50, 10, 4)], new Map(), NOW - 30 * DAY);
    expect(first.pairs.m?.d?.tokens).toEqual({ prompt: 10, output: 4 });
    // A hundred samples of a month ago weigh as fifty.
    const later = learn(first, [told(50, 20, 8)], new Map(), NOW);
    expect(later.pairs.m?.d?.tokens).toEqual({ prompt: 15, output: 6 });
    const cache = await cacheWith();
    await writeHistory(cache, later);
    expect(await readHistory(cache, NOW, () => {})).toEqual(later);
  });

  it('stay where a run says nothing of them', () => {
    const first = learn(EMPTY, [told(50, 10, 4)], new Map(), NOW);
    expect(learn(first, [measured('m', 'd', 1)], new Map(), NOW).pairs.m?.d?.tokens).toEqual({ prompt: 10, output: 4 });
  });
});

describe('an estimate', () => {
  const ask = (key: string, rest: object = {}) => ({ abbr: key, key, mode: 'gen' as const, ...rest });
  const history = learn(
    EMPTY,
    [measured('m', 'a', 1), measured('m', 'b', 4), measured('other', 'a', 2), measured('other', 'c', 10)],
    new Map(),
    NOW,
  );

  it('is what was measured', () => {
    expect(estimate(history, 'm', [ask('b')])).toEqual([{ secondsPerSample: 4, from: 'measured' }]);
  });

  it('is what another model took, times how much slower this one was where both were measured', () => {
    expect(estimate(history, 'm', [ask('c')])).toEqual([{ secondsPerSample: 5, from: 'scaled' }]);
  });

  it('goes by the rule of size and what its unit took this model elsewhere', () => {
    const known = { pairs: { m: history.pairs.m ?? {} }, loads: {} };
    const [, gen, ppl] = estimate(known, 'm', [ask('a'), ask('new'), ask('labels', { mode: 'ppl', labels: 4 })]);
    expect(gen).toEqual({ secondsPerSample: 1, from: 'scaled' });
    expect(ppl?.secondsPerSample).toBeCloseTo(4 / 20, 10);
  });

  it('is a guess where nothing is known: ten times as much for long answers, less for a few tokens', () => {
    const [plain, long, short] = estimate(EMPTY, 'm', [ask('x'), ask('gsm8k'), ask('y', { maxOutLen: 128 })]);
    expect([plain?.from, long?.from, short?.from]).toEqual(['guessed', 'guessed', 'guessed']);
    const unit = plain?.secondsPerSample as number;
    expect([long?.secondsPerSample, short?.secondsPerSample]).toEqual([10 * unit, unit / 4]);
  });
});
