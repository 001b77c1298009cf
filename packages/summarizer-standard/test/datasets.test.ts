import { describe, expect, it } from 'vitest';
import { cell, csvOf, dataset, inputOf, jsonOf, summarize } from './summarize.ts';

describe('rows of datasets', () => {
  it('have the columns of OpenCompass and two decimals', async () => {
    const input = inputOf([cell('m', 'gsm8k', { accuracy: 57.256 }), cell('s', 'gsm8k', { accuracy: 4 })]);
    expect(await csvOf(input)).toEqual(['dataset,version,metric,mode,m,s', 'gsm8k,a1b2c3,accuracy,gen,57.26,4.00']);
  });

  it('put preferred metrics first, keep the rest in order and hide by-products', async () => {
    const metrics = { zeta: 1, bp: 2, accuracy: 3, alpha: 4, sys_len: 5, score: 6, ref_len: 7, f1: 8 };
    const lines = await csvOf(inputOf([cell('m', 'd', metrics)]));
    expect(lines.slice(1).map((line) => line.split(',')[2])).toEqual(['score', 'accuracy', 'f1', 'zeta', 'alpha']);
  });

  it('unite the metrics of models that have different ones', async () => {
    const input = inputOf([cell('m', 'd', { pass: 1 }), cell('s', 'd', { accuracy: 2 })]);
    expect((await csvOf(input)).slice(1)).toEqual(['d,a1b2c3,accuracy,gen,-,2.00', 'd,a1b2c3,pass,gen,1.00,-']);
    expect((await summarize(input)).text).toContain('m / d: no metric "accuracy" from this model');
  });

  it('say why a pair has no result, whichever way it has none', async () => {
    const input = inputOf(
      [
        { model: 'm', dataset: 'failed', reason: '3 of 400 samples have no answer' },
        { model: 'm', dataset: 'mute' },
        cell('m', 'hidden', { bp: 1 }),
        cell('m', 'broken', { accuracy: Number.NaN, f1: Number.POSITIVE_INFINITY }),
      ],
      { datasets: [...['failed', 'mute', 'hidden', 'broken', 'unasked'].map((abbr) => dataset(abbr))] },
    );
    const { text } = await summarize(input);
    expect(text.split('\n').filter((line) => line.includes(' / '))).toEqual([
      'm / failed: 3 of 400 samples have no answer',
      'm / mute: no result',
      'm / hidden: no metric to show',
      'm / broken: accuracy is NaN, not a finite number',
      'm / broken: f1 is Infinity, not a finite number',
      'm / unasked: not part of this run',
    ]);
    expect(await csvOf(input)).toContain('failed,a1b2c3,-,gen,-');
  });

  it('merge models of one column: the first that has a result fills the cell', async () => {
    const cells = [
      { model: 'a', dataset: 'd', reason: 'it failed' },
      cell('b', 'd', { accuracy: 7 }),
      cell('a', 'e', { accuracy: 8 }),
      cell('b', 'e', { accuracy: 9 }),
    ];
    const models = [
      { abbr: 'a', column: 'qwen' },
      { abbr: 'b', column: 'qwen' },
    ];
    expect(await csvOf(inputOf(cells, { models }))).toEqual([
      'dataset,version,metric,mode,qwen',
      'd,a1b2c3,accuracy,gen,7.00',
      'e,a1b2c3,accuracy,gen,8.00',
    ]);
  });

  it('keep names that mean something to JavaScript apart from it', async () => {
    const metrics = JSON.parse('{"__proto__": 1, "constructor": 2}');
    const json = await jsonOf(inputOf([cell('__proto__', 'toString', metrics)]));
    expect(json.rows.map((row: { metric: string }) => row.metric)).toEqual(['__proto__', 'constructor']);
  });
});

describe('a number that says little', () => {
  const ANSWERS = { asked: 10, scored: 10, failed: 0, truncated: 0, empty: 0, unparsed: 0 };
  const shown = async (counts: object) => {
    const input = inputOf([{ ...cell('m', 'd', { accuracy: 5 }), coverage: { ...ANSWERS, ...counts } }]);
    return (await summarize(input)).text;
  };

  it.each([
    [{ truncated: 6, unparsed: 9 }, '? m / d: 6 of 10 answers were cut off by their length'],
    [{ empty: 10, unparsed: 10 }, '? m / d: 10 of 10 answers are empty'],
    [{ unparsed: 6 }, '? m / d: 6 of 10 answers say nothing'],
  ])('with %j has a mark, and the likeliest reason below', async (counts, line) => {
    const text = await shown(counts);
    expect(text).toMatch(/ 5\.00\?$/m);
    expect(text).toContain(line);
    expect(text.match(/^\? /gm)).toHaveLength(1);
  });

  it('has none while half of the answers can be used', async () => {
    expect(await shown({ truncated: 5, empty: 5, unparsed: 5 })).toMatch(/ 5\.00$/m);
  });
});

describe('dataset_abbrs', () => {
  const input = inputOf([cell('m', 'a', { accuracy: 1, f1: 2 }), cell('m', 'b', { accuracy: 3 })]);

  it('choose rows and their order: the main metric, or the one named', async () => {
    const lines = await csvOf(input, { dataset_abbrs: ['b', ['a', 'f1'], 'a'] });
    expect(lines.slice(1).map((line) => line.split(',').filter((_, i) => i !== 1))).toEqual([
      ['b', 'accuracy', 'gen', '3.00'],
      ['a', 'f1', 'gen', '2.00'],
      ['a', 'accuracy', 'gen', '1.00'],
    ]);
  });

  it('give an unknown name or metric a row without values, and the reason', async () => {
    const options = { dataset_abbrs: ['nowhere', ['a', 'bleu']] };
    expect((await csvOf(input, options)).slice(1)).toEqual(['nowhere,-,-,-,-', 'a,a1b2c3,bleu,gen,-']);
    const { text } = await summarize(input, options);
    expect(text).toContain('m / nowhere: no dataset or group of this name in this run');
    expect(text).toContain('m / a: no metric "bleu"; there is accuracy, f1');
  });
});
