import type { Summarizer, Summary, SummaryInput, SummaryModel } from 'oc-sdk';
import { describe, expect, it } from 'vitest';
import { summarizerContract } from '../src/index.ts';
import { brokenCases } from './support/broken-cases.ts';

function summarize({ models, datasets, cells }: SummaryInput): Summary {
  const text = JSON.stringify({ models, datasets, cells });
  return { text, files: [{ extension: 'json', content: text }] };
}

function changing(change: (summary: Summary, input: SummaryInput) => Summary): Summarizer {
  return { summarize: (input) => change(summarize(input), input) };
}

let calls = 0;

const FILES = 'gives a text and well-named files';
const SAME = 'gives the same summary every time, and changes nothing';
const SHOWS = 'names every model and dataset, and shows the scores';

const BROKEN: readonly [flaw: string, complaints: string[], summarizer: Summarizer][] = [
  [
    'writes into another folder',
    [FILES],
    changing((summary) => ({ ...summary, files: [{ extension: '../x', content: '' }] })),
  ],
  [
    'writes one file twice',
    [FILES],
    changing((summary) => ({ ...summary, files: [...summary.files, ...summary.files] })),
  ],
  ['gives no text', [FILES], changing(({ files }) => ({ text: undefined as unknown as string, files }))],
  ['tells the time', [SAME], changing((summary) => ({ ...summary, text: `${summary.text} ${calls++}` }))],
  [
    'sorts its input',
    [SAME],
    { summarize: (input) => summarize({ ...input, models: (input.models as SummaryModel[]).reverse() }) },
  ],
  ['leaves out the scores', [SHOWS], { summarize: (input) => summarize({ ...input, cells: [] }) }],
  ['breaks without models', [FILES, SAME], changing((summary, { models }) => ({ ...summary, text: models[0]!.abbr }))],
];

describe('the cases for summarizers', () => {
  it('pass for one that keeps the contract', async () => {
    expect(await brokenCases(summarizerContract({ create: () => ({ summarize }) }))).toEqual([]);
  });

  for (const [flaw, complaints, summarizer] of BROKEN) {
    it(`find one that ${flaw}`, async () => {
      const broken = await brokenCases(summarizerContract({ create: () => summarizer }));
      expect([...new Set(broken.map((name) => name.replace(/: .*/, '')))]).toEqual(complaints);
    });
  }
});
