import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { cell, inputOf, jsonOf, summarize } from '../summarize.ts';

const input = inputOf([
  cell('tiny-m', 'arithmetic_gen', { accuracy: 57.25 }, 400),
  cell('tiny-m', '中国首都', { accuracy: 91 }, 300),
  cell('tiny-s', 'arithmetic_gen', { accuracy: 4 }, 400),
  { model: 'tiny-s', dataset: '中国首都', reason: 'out of memory' },
]);

describe('txt', () => {
  it('aligns columns, wide characters too, and puts the reasons under the table', async () => {
    expect((await summarize(input)).text).toBe(
      [
        'dataset         version  metric    mode  tiny-m  tiny-s',
        '--------------  -------  --------  ----  ------  ------',
        'arithmetic_gen  a1b2c3   accuracy  gen    57.25    4.00',
        '中国首都        a1b2c3   accuracy  gen    91.00       -',
        '',
        'tiny-s / 中国首都: out of memory',
        '',
      ].join('\n'),
    );
  });

  it('cuts a table that is too wide into blocks of columns', async () => {
    const models = Array.from({ length: 9 }, (_, index) => `a-rather-long-model-name-${index}`);
    const wide = inputOf(models.map((model) => cell(model, 'gsm8k', { accuracy: 50 })));
    const { text } = await summarize(wide, {}, 80);
    expect(Math.max(...text.split('\n').map((line) => stringWidth(line)))).toBeLessThanOrEqual(80);
    expect(text.match(/^dataset /gm)).toHaveLength(9);
    for (const model of models) expect(text).toContain(model);
  });

  it('wraps long reasons at the width, with the rest indented', async () => {
    const reason = `${'the server said no '.repeat(8)}${'x'.repeat(100)} 因为服务器没有回答这个问题所以没有结果`;
    const { text } = await summarize(inputOf([{ model: 'm', dataset: 'd', reason }]), {}, 60);
    const lines = text.split('\n').slice(4, -1);
    expect(lines.every((line) => stringWidth(line) <= 60)).toBe(true);
    expect(lines.slice(1).every((line) => line.startsWith('  '))).toBe(true);
    expect(lines.join('').replace(/ /g, '')).toContain('x'.repeat(100));
  });

  it('writes the file without regard to the terminal', async () => {
    const [narrow, wide] = await Promise.all([40, 200].map((width) => summarize(input, {}, width)));
    expect(narrow?.files).toEqual(wide?.files);
    expect(narrow?.text).not.toBe(wide?.text);
  });

  it('lets no line break or terminal code out of a reason', async () => {
    const reason = '\u001b[31mboom\u001b[0m\r\nat line 2\u0007';
    const { text } = await summarize(inputOf([{ model: 'm', dataset: 'd', reason }]));
    expect(text).toContain('m / d: boom at line 2\n');
  });

  it('says so when there is nothing to show', async () => {
    expect((await summarize(inputOf([]))).text).toBe('There is nothing to show: the run has no datasets.\n');
  });
});

describe('csv', () => {
  it('comes back from a CSV reader as it went in, whatever the names', async () => {
    const name = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => /^[^\s\p{C}]+$/u.test(text));
    await fc.assert(
      fc.asyncProperty(name, name, fc.double({ noNaN: true, min: -1e6, max: 1e6 }), async (model, abbr, number) => {
        const { files } = await summarize(inputOf([cell(`${model},"`, `${abbr}",`, { accuracy: number })]));
        const [head, row] = parse(files[1]?.content ?? '') as string[][];
        expect(head).toEqual(['dataset', 'version', 'metric', 'mode', `${model},"`]);
        expect(row?.[0]).toBe(`${abbr}",`);
        expect(Number(row?.[4])).toBeCloseTo(number, 1);
        expect(row?.[4]).not.toBe('-0.00');
      }),
    );
  });
});

describe('md', () => {
  it('is a table with the reasons as a list; nothing in a name is markup', async () => {
    const odd = inputOf([{ model: 'm|1', dataset: 'd_`*', reason: 'expected <a> | [b]' }]);
    const { files } = await summarize(odd, { formats: ['md'] });
    expect(files).toEqual([
      {
        extension: 'md',
        content: [
          '| dataset | version | metric | mode | m\\|1 |',
          '| --- | --- | --- | --- | ---: |',
          '| d_\\`\\* | a1b2c3 | - | gen | - |',
          '',
          '- m\\|1 / d_\\`\\*: expected \\<a> \\| \\[b\\]',
          '',
        ].join('\n'),
      },
    ]);
  });
});

describe('json', () => {
  it('carries full precision, samples, reasons and the cells themselves', async () => {
    const third = inputOf([cell('m', 'd', { accuracy: 100 / 3 }, 3), { model: 'm', dataset: 'e', reason: 'why' }]);
    expect(await jsonOf(third)).toEqual({
      run: '20260102_030405',
      time: '20260102_040506',
      columns: ['m'],
      rows: [
        {
          ...{ dataset: 'd', version: 'a1b2c3', metric: 'accuracy', mode: 'gen' },
          values: [{ column: 'm', value: 100 / 3, samples: 3 }],
        },
        {
          ...{ dataset: 'e', version: 'a1b2c3', metric: '-', mode: 'gen' },
          values: [{ column: 'm', value: null, reason: 'why' }],
        },
      ],
      models: third.models,
      datasets: third.datasets,
      cells: third.cells,
    });
  });
});

describe('formats', () => {
  it('are written in the order asked for, and the same every time', async () => {
    const formats = ['json', 'txt'];
    const [first, second] = await Promise.all([summarize(input, { formats }), summarize(input, { formats })]);
    expect(first?.files.map(({ extension }) => extension)).toEqual(formats);
    expect(first).toEqual(second);
  });
});

describe('html', () => {
  const htmlOf = async (from: Parameters<typeof summarize>[0]) =>
    (await summarize(from)).files.find(({ extension }) => extension === 'html')?.content ?? '';

  it('takes names and reasons for text, whatever they hold', async () => {
    const evil = `<script>alert("1")</script>&'`;
    const page = await htmlOf(inputOf([{ model: evil, dataset: evil, reason: evil }], { run: evil, time: evil }));
    expect(page).not.toContain('<script');
    expect(page.split('&#60;script&#62;alert(&#34;1&#34;)&#60;/script&#62;&#38;&#39;')).toHaveLength(1 + 9);
  });

  it('shows how sure a number is where the pointer rests on it', async () => {
    const statistics = { accuracy: { standard_error: 1, interval: [8.04, 11.96] as const } };
    expect(await htmlOf(inputOf([{ ...cell('m', 'd', { accuracy: 10 }), statistics }]))).toContain(
      '<td class="value" title="95 %: 8.04 to 11.96">10.00</td>',
    );
  });
});
