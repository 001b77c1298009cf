import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createPlugin, evaluatorContract, pluginContract, sampleOf } from 'oc-conformance';
import { describe, expect, it } from 'vitest';
import { sentencesOf } from '../src/ifeval/english/sentences.ts';
import { treebankWords } from '../src/ifeval/english/words.ts';
import { follow } from '../src/ifeval/follow.ts';
import plugin from '../src/ifeval/index.ts';
import { INSTRUCTIONS } from '../src/ifeval/instructions.ts';
import { isLanguage } from '../src/ifeval/language.ts';

interface Case {
  readonly id: string;
  readonly kwargs: Readonly<Record<string, unknown>>;
  readonly answer: string;
  readonly strict: boolean;
  readonly loose: boolean;
}

const path = join(import.meta.dirname, 'fixtures/ifeval.json');
const { cases } = JSON.parse(readFileSync(path, 'utf8')) as { cases: readonly Case[] };

const row = (id: string, kwargs: unknown = {}) => ({ instruction_id_list: [id], kwargs: [kwargs] });

describe('the 25 instructions', () => {
  it.each(Object.keys(INSTRUCTIONS))('%s: the verdicts of the reference', (id) => {
    const own = cases.filter((one) => one.id === id);
    const verdicts = own.map(({ answer, kwargs }) => follow(answer, row(id, kwargs)));
    expect(verdicts.map(({ strict, loose }) => [strict[0], loose[0]])).toEqual(
      own.map(({ strict, loose }) => [strict, loose]),
    );
    expect(new Set(own.map(({ strict }) => strict))).toEqual(new Set([true, false]));
  });

  it('are all there', () => {
    expect(Object.keys(INSTRUCTIONS)).toHaveLength(25);
    expect(new Set(cases.map(({ id }) => id))).toEqual(new Set(Object.keys(INSTRUCTIONS)));
  });

  it('take arguments that are null as not there, and keywords as plain text', () => {
    expect(follow('a+b', row('keywords:existence', { keywords: ['A+B'], relation: null })).strict).toEqual([true]);
    expect(follow('aab', row('keywords:existence', { keywords: ['a+b'] })).strict).toEqual([false]);
  });

  it('count any character where a letter is asked for', () => {
    const given = { letter: '#', let_frequency: 2, let_relation: 'at least' };
    expect(follow('# a\n# b', row('keywords:letter_frequency', given)).strict).toEqual([true]);
    expect(follow('# a', row('keywords:letter_frequency', given)).strict).toEqual([false]);
  });

  it.each([
    ['length_constraints:number_words', { num_words: 5 }, 'relation'],
    ['length_constraints:number_words', { num_words: -1, relation: 'at least' }, 'num_words'],
    ['length_constraints:number_words', { num_words: 5, relation: 'around' }, 'less than or at least'],
    ['keywords:existence', { keywords: 'word' }, 'a list of texts'],
    ['keywords:rhyme', {}, 'keywords:existence'],
  ])('%s with %j is refused with a word on what is expected', (id, kwargs, expected) => {
    const code = 'INSTRUCTION_INVALID';
    expect(() => follow('text', row(id, kwargs))).toThrow(expect.objectContaining({ code }) as Error);
    try {
      follow('text', row(id, kwargs));
    } catch (error) {
      expect(`${error} ${(error as { details: string }).details}`).toContain(expected);
    }
  });

  it.each([
    [{}, 'instruction_id_list'],
    [{ instruction_id_list: ['punctuation:no_comma'], kwargs: [] }, 'kwargs'],
  ])('of the row %j are missing', (given, place) => {
    expect(() => follow('text', given)).toThrow(place);
  });
});

describe('English', () => {
  it.each([
    ['Dr. Hill came at 5 p.m. The door was open.', 2],
    ['See J. Hill. He knows (all of it.) Yes?!', 4],
    ['1. bread\n2. milk', 1],
    ['Wait... no! Never', 2],
    ['"Go." "Why?"', 2],
    ['', 0],
  ])('%j has %i sentences', (text, count) => {
    expect(sentencesOf(text)).toHaveLength(count);
  });

  it('is cut into words as in the Penn Treebank', () => {
    expect(treebankWords("DON'T (GO), A-B: CANNOT. 'TIS!")).toEqual([
      'DO',
      "N'T",
      'GO',
      'A-B',
      'CAN',
      'NOT',
      "'T",
      'IS',
    ]);
  });

  it('is told from other languages', () => {
    expect(isLanguage('The old bridge is narrow and made of wood.', 'en')).toBe(true);
    expect(isLanguage('Die alte Brücke ist schmal und aus Holz.', 'en')).toBe(false);
    expect(isLanguage('旧桥很窄，是用木头做的。', 'zh-cn')).toBe(true);
    expect(isLanguage('12 + 3', 'fr')).toBe(true);
  });
});

describe('ifeval', () => {
  const comma = row('punctuation:no_comma');
  const both = { instruction_id_list: ['punctuation:no_comma', 'detectable_format:title'], kwargs: [{}, {}] };
  const samples = [
    { ...sampleOf(0, 'one two', ''), row: comma },
    { ...sampleOf(1, 'Sure, here:\none two', ''), row: comma },
    { ...sampleOf(2, 'a, <<b>>', ''), row: both },
  ];
  const evaluate = async () => (await createPlugin(plugin)).evaluate(samples, { signal: new AbortController().signal });

  for (const { name, run } of pluginContract(plugin)) it(name, run);
  for (const { name, run } of evaluatorContract({ create: () => createPlugin(plugin), samples })) it(name, run);

  it('counts prompts and instructions, strictly and loosely', async () => {
    const { metrics, details } = await evaluate();
    expect(metrics['Prompt-level-strict-accuracy']).toBeCloseTo(100 / 3);
    expect(metrics['Inst-level-strict-accuracy']).toBe(50);
    expect(metrics['Prompt-level-loose-accuracy']).toBeCloseTo(200 / 3);
    expect(metrics['Inst-level-loose-accuracy']).toBe(75);
    expect(details?.map(({ grade }) => grade)).toEqual(['strict', 'loose', 'none']);
  });
});
