import fc from 'fast-check';
import { recordingLogger } from 'oc-conformance';
import { describe, expect, it } from 'vitest';
import { cell, create, csvOf, dataset, inputOf, jsonOf, summarize } from './summarize.ts';

const input = inputOf([
  cell('m', 'a', { accuracy: 10, f1: 1 }),
  cell('m', 'b', { accuracy: 20, f1: 3 }),
  cell('m', 'c', { accuracy: 60 }),
]);

/** Value of the row that a group makes of `input`. */
async function groupRow(group: { name: string; [option: string]: unknown }, from = input) {
  const { rows } = await jsonOf(from, { summary_groups: [group], dataset_abbrs: [group.name] });
  return rows[0];
}

/** A cell whose accuracy is known as surely as said. */
function sure(name: string, accuracy: number, standard_error: number, interval: [number, number]) {
  const statistics = { accuracy: { standard_error, interval, bounds: [accuracy - 10, accuracy + 10] as const } };
  return { ...cell('m', name, { accuracy }), statistics };
}

describe('how sure a group is', () => {
  const unsure = inputOf([sure('a', 40, 3, [34, 46]), sure('b', 90, 4, [80, 93]), cell('m', 'c', { accuracy: 1 })]);

  it.each([
    // √(3² + 4²) / 2, 65 - √(6² + 10²) / 2, 65 + √(6² + 3²) / 2.
    [{}, 2.5, [65 - Math.sqrt(136) / 2, 65 + Math.sqrt(45) / 2], [55, 75]],
    [{ sum: true }, 5, [130 - Math.sqrt(136), 130 + Math.sqrt(45)], [110, 150]],
    // A quarter and three.
    [
      { weights: { a: 1, b: 3 } },
      Math.hypot(3, 12) / 4,
      [77.5 - Math.hypot(6, 30) / 4, 77.5 + Math.hypot(6, 9) / 4],
      [67.5, 87.5],
    ],
  ])('comes from independent subsets: %j', async (kind, error, interval, bounds) => {
    const { values } = await groupRow({ name: 'g', subsets: ['a', 'b'], ...kind }, unsure);
    expect(values[0].standard_error).toBeCloseTo(error, 10);
    expect(values[0].interval[0]).toBeCloseTo(interval[0] as number, 10);
    expect(values[0].interval[1]).toBeCloseTo(interval[1] as number, 10);
    expect(values[0].bounds).toEqual(bounds);
  });

  it.each([
    ['a subset of which nobody knows', { subsets: ['a', 'c'] }],
    [
      'the same samples twice',
      {
        subsets: [
          ['a', 'accuracy'],
          ['a', 'accuracy'],
        ],
      },
    ],
    ['a mean that is not linear', { subsets: ['a', 'b'], harmonic_mean: true }],
    ['a transform', { subsets: ['a', 'b'], transforms: { a: '100 - x' } }],
  ])('is not said where it has %s', async (_, options) => {
    const { values } = await groupRow({ name: 'g', ...options }, unsure);
    expect(values[0]).toEqual({ column: 'm', value: expect.any(Number) });
  });

  it('goes on to groups of groups, unless they share a subset', async () => {
    const inner = { name: 'inner', subsets: ['a'] };
    const named = async (subsets: string[]) => {
      const options = { summary_groups: [inner, { name: 'outer', subsets }], dataset_abbrs: ['outer'] };
      return (await jsonOf(unsure, options)).rows[0].values[0];
    };
    expect((await named(['inner', 'b'])).standard_error).toBeCloseTo(2.5, 10);
    expect(await named(['inner', 'a'])).not.toHaveProperty('standard_error');
  });
});

describe('a group', () => {
  it.each([
    [{}, 'naive_average', 30],
    [{ weights: { a: 1, b: 1, c: 2 } }, 'weighted_average', 37.5],
    [{ sum: true }, 'sum', 90],
    // Population: sqrt((400 + 100 + 900) / 3).
    [{ std: true }, 'standard_deviation', Math.sqrt(1400 / 3)],
    // 3 / (1/10 + 1/20 + 1/60).
    [{ harmonic_mean: true }, 'harmonic_mean', 18],
  ])('with %j is the %s', async (kind, metric, expected) => {
    const row = await groupRow({ name: 'g', subsets: ['a', 'b', 'c'], ...kind });
    expect(row).toMatchObject({ dataset: 'g', version: '-', metric, mode: 'gen' });
    expect(row.values[0].value).toBeCloseTo(expected, 10);
  });

  it('may name its metric and take one metric of each subset', async () => {
    const row = await groupRow({
      name: 'g',
      subsets: [
        ['a', 'f1'],
        ['b', 'f1'],
      ],
      metric: 'mean f1',
    });
    expect(row).toMatchObject({ metric: 'mean f1', values: [{ column: 'm', value: 2 }] });
  });

  it('weighs subsets by subset@metric and leaves out those of weight 0, missing or not', async () => {
    const weights = { 'a@f1': 1, 'a@accuracy': 3, gone: 0 };
    const row = await groupRow({ name: 'g', subsets: [['a', 'f1'], ['a', 'accuracy'], 'gone'], weights });
    expect(row.values[0].value).toBeCloseTo((1 + 30) / 4, 10);
  });

  it('has a row for each further metric that all its subsets have, but none that repeats the first', async () => {
    const group = { name: 'g', subsets: ['a', 'b'] };
    const lines = await csvOf(input, { summary_groups: [group] });
    expect(lines.filter((line) => line.startsWith('g,'))).toEqual(['g,-,naive_average,gen,15.00', 'g,-,f1,gen,2.00']);
    const named = await csvOf(input, { summary_groups: [group], dataset_abbrs: [['g', 'accuracy']] });
    expect(named[1]).toBe('g,-,accuracy,gen,15.00');
  });

  it('may use other groups, in any order', async () => {
    const summary_groups = [
      { name: 'outer', subsets: ['inner', 'c'] },
      { name: 'inner', subsets: ['a', 'b'] },
    ];
    const lines = await csvOf(input, { summary_groups, dataset_abbrs: ['outer', 'inner'] });
    expect(lines.slice(1)).toEqual(['outer,-,naive_average,gen,37.50', 'inner,-,naive_average,gen,15.00']);
  });

  it('may have the name of a dataset: inside it the dataset is meant, outside the group', async () => {
    const row = await groupRow({ name: 'a', subsets: ['a', 'b'] });
    expect(row).toMatchObject({ metric: 'naive_average', values: [{ value: 15 }] });
  });

  it('puts the value of a subset through its transform, those of one metric through theirs', async () => {
    const subsets = ['a', 'b'];
    const row = await groupRow({
      name: 'g',
      subsets,
      transforms: { a: '100 - x', 'b@accuracy': 'min(x, 5) * 2 ** 2' },
    });
    expect(row.values[0].value).toBeCloseTo((90 + 20) / 2, 10);
    const lines = await csvOf(input, {
      summary_groups: [{ name: 'g', subsets, transforms: { 'a@f1': 'x + 10', b: '0' } }],
    });
    // b counts as 0 in the main metric alone.
    expect(lines.filter((line) => line.startsWith('g,'))).toEqual(['g,-,naive_average,gen,5.00', 'g,-,f1,gen,7.00']);
  });

  it('has no value where a transform makes no number of one', async () => {
    const row = await groupRow({ name: 'g', subsets: ['a'], transforms: { a: '1 / (x - 10)' } });
    expect(row.values[0].reason).toContain('its transform makes Infinity of 10');
  });

  it('has no value where a subset has none, and says which and why', async () => {
    const two = inputOf([
      cell('m', 'a', { accuracy: 1 }),
      { model: 'm', dataset: 'b', reason: 'out of memory' },
      cell('s', 'a', { accuracy: 3 }),
      cell('s', 'b', { accuracy: 5 }),
    ]);
    const row = await groupRow({ name: 'g', subsets: ['a', 'b'] }, two);
    expect(row.values).toEqual([
      { column: 'm', value: null, reason: 'no value for 1 of 2 subsets: b (out of memory)' },
      { column: 's', value: 4 },
    ]);
  });

  it('names three missing subsets and counts the rest', async () => {
    const row = await groupRow({ name: 'g', subsets: ['a', 'p', 'q', 'r', 's', 't'] });
    expect(row.values[0].reason).toMatch(/^no value for 5 of 6 subsets: p \(.*\), q \(.*\), r \(.*\) and 2 more$/);
  });

  it('of which the run has no subset is not listed', async () => {
    const group = { name: 'mmlu', subsets: ['x', 'y'] };
    expect((await summarize(input, { summary_groups: [group] })).text).not.toContain('mmlu');
    const named = await summarize(input, { summary_groups: [group], dataset_abbrs: ['mmlu'] });
    expect(named.text).toContain('m / mmlu: no dataset or group of this name in this run');
  });

  it('is mixed where its subsets are asked in different ways', async () => {
    const datasets = [dataset('a', 'gen'), dataset('b', 'ppl'), dataset('c', 'ppl')];
    const mixed = inputOf(input.cells, { datasets });
    expect(await groupRow({ name: 'g', subsets: ['a', 'b'] }, mixed)).toMatchObject({ mode: 'mixed' });
    expect(await groupRow({ name: 'g', subsets: ['b', 'c'] }, mixed)).toMatchObject({ mode: 'ppl' });
  });

  it('with a harmonic mean takes 1 for a value that is not above 0, and warns', async () => {
    const { logger, messages } = recordingLogger();
    const zero = inputOf([cell('m', 'a', { accuracy: 0 }), cell('m', 'b', { accuracy: 1 })]);
    const group = { name: 'g', subsets: ['a', 'b'], harmonic_mean: true };
    const summarizer = await create({ summary_groups: [group] }, logger);
    expect((await summarizer.summarize(zero, {})).text).toMatch(/g +- +harmonic_mean +gen +1\.00/);
    expect(messages).toEqual(['summary group "g": its harmonic mean takes 1 for 1 values that are not above 0']);
  });

  it('is never NaN or infinite, whatever the numbers', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.double(), { minLength: 1, maxLength: 6 }),
        fc.constantFrom({}, { std: true }, { sum: true }, { harmonic_mean: true }),
        async (numbers, kind) => {
          const cells = numbers.map((number, index) => cell('m', `d${index}`, { accuracy: number }));
          const summary_groups = [{ name: 'g', ...kind, subsets: numbers.map((_, index) => `d${index}`) }];
          const { files } = await summarize(inputOf(cells), { summary_groups, formats: ['csv', 'json'] });
          expect(files[0]?.content).not.toMatch(/NaN|Infinity/);
          expect(() => JSON.parse(files[1]?.content ?? '')).not.toThrow();
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe('a group that cannot mean anything is refused before the run', () => {
  it.each([
    ['two kinds', [{ name: 'g', subsets: ['a'], std: true, sum: true }], 'std and sum exclude each other'],
    [
      'a name twice',
      [
        { name: 'g', subsets: ['a'] },
        { name: 'g', subsets: ['b'] },
      ],
      'another group',
    ],
    ['a missing weight', [{ name: 'g', subsets: ['a', 'b'], weights: { a: 1 } }], 'no weight for "b"'],
    ['a stray weight', [{ name: 'g', subsets: ['a'], weights: { a: 1, z: 1 } }], 'a weight for "z"'],
    ['a transform that is no formula', [{ name: 'g', subsets: ['a'], transforms: { a: '100 -' } }], 'is no formula'],
    ['a transform of nothing', [{ name: 'g', subsets: ['a'], transforms: { b: 'x' } }], 'a transform for "b"'],
    [
      'groups that lead back to themselves',
      [
        { name: 'x', subsets: ['a', 'y'] },
        { name: 'y', subsets: ['z'] },
        { name: 'z', subsets: ['x'] },
      ],
      'x -> y -> z -> x',
    ],
    ['weights of 0', [{ name: 'g', subsets: ['a'], weights: { a: 0 } }], 'all weights are 0'],
  ])('%s', async (_, summary_groups, message) => {
    await expect(create({ summary_groups })).rejects.toThrow(
      expect.objectContaining({ code: 'SUMMARY_GROUP_INVALID', message: expect.stringContaining(message) }),
    );
  });
});
