import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { createPlugin } from 'oc-conformance';
import { isOcError, type Plugin } from 'oc-sdk';
import { describe, expect, it } from 'vitest';
import {
  extractNonReasoningContent,
  firstCapital,
  firstNumber,
  firstOption,
  general,
  gsm8k,
  gsm8kDataset,
  gsm8kEqual,
  lastCapital,
  matchAnswerPattern,
  mathAnswerV2,
  multipleSelect,
  specificXmlTag,
  thinkPred,
} from '../src/index.ts';

const SOURCES = join(import.meta.dirname, '../src');
const FOLDERS = readdirSync(SOURCES, { withFileTypes: true }).filter((entry) => entry.isDirectory());
const OPTIONS: Readonly<Record<string, Record<string, unknown>>> = {
  'first-option': { options: 'ABCD' },
  'last-option': { options: 'ABCD' },
  mgsm: { lang: 'en' },
  'option-sim': { options: ['A', 'B'] },
  'match-answer-pattern': { answer_pattern: '(?i)answer: (.)' },
  'specific-xml-tag': { tag: 'answer' },
  'think-pred': { re_pattern: 'answer: (.)' },
};

async function pluginIn(folder: string): Promise<Plugin> {
  return ((await import(join(SOURCES, folder, 'index.ts'))) as { default: Plugin }).default;
}

describe.each(FOLDERS.map(({ name }) => name))('the plugin %s', (folder) => {
  it('is named as its folder and as its entry in the package', async () => {
    const manifest = (await import('../package.json', { with: { type: 'json' } })).default;
    expect((await pluginIn(folder)).name).toBe(folder);
    expect(Object.keys(manifest.exports)).toContain(`./${folder}`);
  });

  it('works with any text once it is made', async () => {
    const plugin = await pluginIn(folder);
    if (plugin.kind !== 'postprocessor') return;
    const process = await createPlugin(plugin as Plugin<'postprocessor'>, OPTIONS[folder] ?? {});
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        try {
          const result = process(text);
          expect(JSON.parse(JSON.stringify(result))).toEqual(result === 0 ? 0 : result);
        } catch (error) {
          if (!isOcError(error)) throw error;
        }
      }),
    );
  });
});

describe('general', () => {
  it('knows letters, blanks and punctuation of any script, and keeps the underscore', () => {
    expect(general('hello。world，foo')).toBe('helloworldfoo');
    expect(general('\u00a0a\u3000The_x\x1cTHE y\u200bz')).toBe('The_x yz');
    expect(general("Don't stop")).toBe('Dont stop');
  });
});

describe('capital letters', () => {
  it('are those of any alphabet, in one character or two', () => {
    expect(firstCapital('é𝐀É')).toBe('𝐀');
    expect(firstCapital('ǅⅧ')).toBe('Ⅷ');
    expect(lastCapital('aΩb')).toBe('Ω');
    expect(multipleSelect('𝐀BⅧAB')).toBe('ABⅧ𝐀');
  });
});

describe('numbers', () => {
  it('are read in any digits', () => {
    expect(firstNumber('is -.5')).toBe(-0.5);
    expect(firstNumber('٣٤ and 5')).toBe(34);
    expect(firstNumber('𝟙𝟡')).toBe(19);
    expect(gsm8k('so 1.2.3')).toBe('3');
  });

  it.each([
    ['NULL', 'NULL', true],
    ['18.0000001', '18', true],
    [' 1_8 ', '18', true],
    ['1e3', '1000', true],
    ['inf', '18', false],
    ['0x12', '18', false],
    ['18', '18.0', false],
    ['1__8', '18', false],
  ])('%j and %j: equal is %j', (prediction, reference, equal) => {
    expect(gsm8kEqual(prediction, reference)).toBe(equal);
  });

  it('need a mark in solutions', () => {
    expect(() => gsm8kDataset('no mark')).toThrow('no "#### " in the reference: no mark');
  });
});

describe('marks', () => {
  it('are plain text, not patterns', () => {
    expect(extractNonReasoningContent('[a]x[b] y', '[a]', '[b]')).toBe('y');
    expect(specificXmlTag('<a.b>1</a.b><axb>2</axb>', 'a.b')).toBe('1');
  });

  it('may be nested or lack a partner', () => {
    expect(extractNonReasoningContent('<think>a<think>b</think>c</think>d')).toBe('c</think>d');
    expect(extractNonReasoningContent('a</think>b<think>c</think>d')).toBe('a</think>bd');
    expect(specificXmlTag('<a><a>x</a></a>', '<a>')).toBe('<a>x');
    expect(specificXmlTag('<a>1</a> <a>2', 'a')).toBe('1');
  });
});

describe('mathAnswerV2', () => {
  it('takes the braces off what is boxed, though a line ends behind them', () => {
    expect(mathAnswerV2('so \\boxed{{.5}\n} ok')).toBe('.5');
  });
});

describe('firstOption', () => {
  it.each([
    ['故A只有B是对', 'A'],
    ['只有A正确', 'A'],
    ['说法不正确的是 C', 'C'],
    ['因此D。', 'D'],
    ['The correct option is: so\n$\\boxed{B}$ A, C.', 'C'],
    ['The correct option is: so\n$\\boxed{B}$; not A!', 'B'],
    ['选项B。', 'B'],
    ['The answer is option **B** x', ''],
    ['maybe A, or', ''],
  ])('of %j without cushion is %j', (text, option) => {
    expect(firstOption(text, 'ABCD', false)).toBe(option);
  });

  it('takes options as they stand, not as a pattern', () => {
    expect(firstOption('x ]-^\\ y', ']-^\\')).toBe(']');
    expect(firstOption('x B y', 'A-C')).toBe('');
  });

  it('has the slips of OpenCompass where the config asks for them, unless its own option says otherwise', async () => {
    const plugin = (await pluginIn('first-option')) as Plugin<'postprocessor'>;
    const compat = { compat: 'opencompass' } as const;
    const answers = await Promise.all([
      createPlugin(plugin, { options: 'ABCD' }),
      createPlugin(plugin, { options: 'ABCD' }, compat),
      createPlugin(plugin, { options: 'ABCD', compat: false }, compat),
    ]);
    expect(answers.map((answer) => answer('ANSWER: b'))).toEqual(['B', 'A', 'B']);
  });
});

describe('patterns', () => {
  it.each([
    ['(?i)Answer\\s*:\\s*([A-D])', 'ANSWER:\u00a0c', 'c'],
    ['\\\\boxed{(.+?)}', 'so \\boxed{12}', '12'],
    ['(?P<x>\\d+)\\-(?P=x)', '12-12', '12'],
    ['is (.*)$', 'is foo\n', 'foo'],
    ['\\bsage ([\\w]+)\\Z', 'sage élan', 'élan'],
    ['([]a]+)', 'x]a', ']a'],
    ['\\"(.*?)\\"', 'say "hi"', 'hi'],
    ['(?m)^(\\w)$', 'ab\nc\nde', 'c'],
    ['(z)?a', 'a', ''],
    ['(z)', 'a', ''],
  ])('%s of %j is %j', (pattern, text, found) => {
    expect(matchAnswerPattern(text, pattern)).toBe(found);
  });

  it('leave the text as it is where think-pred finds nothing', () => {
    expect(thinkPred(' no ', '(z)')).toBe(' no ');
    expect(thinkPred('z: a ', 'z:(.*)')).toBe('a');
  });

  it.each(['(', 'no group', '(?x)(a)'])('are refused when the plugin is made: %s', async (answer_pattern) => {
    const making = pluginIn('match-answer-pattern').then((plugin) => createPlugin(plugin, { answer_pattern }));
    await expect(making).rejects.toMatchObject({ code: 'PATTERN_INVALID' });
    await expect(making).rejects.toThrow(answer_pattern);
  });
});
