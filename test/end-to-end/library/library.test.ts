import { describe, expect, it } from 'vitest';
import { type LibraryConfig, libraryConfigs, sampledConfigs } from '../../support/library.ts';
import { type LibraryRun, runLibrary } from '../../support/library-run.ts';

const configs = libraryConfigs();

describe('the dataset library', () => {
  it('has the two that the guide names', () => {
    expect(configs.map(({ name }) => name)).toEqual(expect.arrayContaining(['siqa_gen', 'winograd_ppl']));
  });

  it.each(configs)('$name: two lines say what it is, how many, from where, under which licence', ({ header }) => {
    expect(header[0]).toMatch(/^# \S.{20,}\.$/);
    expect(header[1]).toMatch(/^# [\d,]+ items\. Source: hub \S+\/\S+.*\. Licence: .+\. Paper: .+\.$/);
  });

  it.each(configs)('$name: its name says how it asks', ({ name, mode }) => {
    expect(name).toMatch(new RegExp(`_${mode}$`));
  });

  it('takes the names of groups from for_each', () => {
    const count = (name: string) => configs.find((config) => config.name === name)?.abbrs.length;
    const names = ['mmlu_gen', 'ceval_gen', 'cmmlu_gen', 'bbh_gen', 'agieval_gen', 'mgsm_gen'];
    expect(names.map(count)).toEqual([57, 52, 67, 27, 21, 11]);
    expect(count('flores_gen')).toBe(202);
    expect(configs.find(({ name }) => name === 'mmlu_ppl')?.abbrs[0]).toBe('lukaemon_mmlu_abstract_algebra');
  });
});

it('has something to run of each config', () => {
  expect(sampledConfigs().filter(({ abbrs }) => abbrs.length === 0)).toEqual([]);
  const three = sampledConfigs().filter(({ name }) => /^(?:c?mmlu|ceval)_(?:gen|ppl)$/.test(name));
  expect(three.map(({ abbrs }) => abbrs.length)).toEqual([3, 3, 3, 3, 3, 3]);
});

describe.each(['gen', 'ppl'] as const)('from fixture to score, %s', (mode) => {
  const chosen = sampledConfigs().filter((config) => config.mode === mode);
  let started: Promise<LibraryRun> | undefined;
  const run = () => {
    started ??= runLibrary(chosen);
    return started;
  };

  it.each(chosen.filter(hasFullMark))(
    '$name: a model that knows everything has the full mark, echo gets some score that is less',
    { timeout: 600_000 },
    async (config) => {
      const { oracle, echo, stderr } = await run();
      const full = config.abbrs.map((abbr) => [abbr, FULL_MARK]);
      expect(pick(oracle, config), stderr).toEqual(Object.fromEntries(full));
      const scores = Object.values(pick(echo, config));
      expect(scores, stderr).toHaveLength(config.abbrs.length);
      expect(Math.min(...scores)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...scores)).toBeLessThan(FULL_MARK);
    },
  );

  it.each(chosen.filter((config) => !hasFullMark(config)))(
    '$name: a model that knows the texts is surprised less than echo',
    { timeout: 600_000 },
    async (config) => {
      const { oracle, echo, stderr } = await run();
      for (const abbr of config.abbrs) {
        expect(oracle[abbr], stderr).toBeGreaterThan(0);
        expect(echo[abbr], stderr).toBeGreaterThan(oracle[abbr] as number);
      }
    },
  );
});

/** What a main metric can reach, but for those that measure surprise. */
const FULL_MARK = 100;

function hasFullMark({ evaluator }: LibraryConfig): boolean {
  return !['average-ppl', 'bpc'].includes(evaluator);
}

function pick(scores: Readonly<Record<string, number>>, { abbrs }: LibraryConfig): Record<string, number> {
  return Object.fromEntries(Object.entries(scores).filter(([abbr]) => abbrs.includes(abbr)));
}
