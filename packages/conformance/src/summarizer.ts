import assert from 'node:assert/strict';
import type { Summarizer, Summary, SummaryInput } from 'oc-sdk';
import type { ContractCase, Create } from './case.ts';
import { deepFreeze } from './deep-freeze.ts';
import { summaryInputs } from './summary-inputs.ts';

export interface SummarizerContractOptions {
  /** `() => createPlugin(plugin, options)`. */
  readonly create: Create<Summarizer>;
}

/** Cases for a summarizer. */
export function summarizerContract({ create }: SummarizerContractOptions): ContractCase[] {
  return [
    ...Object.entries(summaryInputs()).flatMap(([title, input]) => [
      { name: `gives a text and well-named files: ${title}`, run: () => givesFiles(create, input) },
      { name: `gives the same summary every time, and changes nothing: ${title}`, run: () => repeats(create, input) },
    ]),
    { name: 'names every model and dataset, and shows the scores', run: () => showsEverything(create) },
  ];
}

async function givesFiles(create: Create<Summarizer>, input: SummaryInput): Promise<void> {
  const summarizer = await create();
  for (const options of [{}, { width: 1 }, { width: 40 }, { width: 500 }]) {
    const { text, files } = await summarizer.summarize(input, options);
    assert.equal(typeof text, 'string');
    for (const { extension, content } of files) {
      assert.match(extension, /^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'an extension is the end of a file name, without a dot');
      assert.equal(typeof content, 'string', `content of ${extension}`);
    }
    const extensions = files.map(({ extension }) => extension);
    assert.equal(new Set(extensions).size, extensions.length, `one file overwrites another: ${extensions}`);
  }
}

async function repeats(create: Create<Summarizer>, input: SummaryInput): Promise<void> {
  const copy = structuredClone(input);
  const first = await (await create()).summarize(copy, { width: 80 });
  assert.deepEqual(copy, input, 'the input was changed');
  assert.deepEqual(await (await create()).summarize(deepFreeze(copy), { width: 80 }), first);
}

async function showsEverything(create: Create<Summarizer>): Promise<void> {
  const { 'two models on two datasets': input } = summaryInputs();
  assert.ok(input);
  const shown = allOf(await (await create()).summarize(input, {}));
  const names = [...input.models.map(({ column }) => column), ...input.datasets.map(({ abbr }) => abbr)];
  for (const part of [...names, '62.5', '37.25']) {
    assert.ok(shown.includes(part), `${JSON.stringify(part)} is neither in the text nor in a file`);
  }
}

function allOf({ text, files }: Summary): string {
  return [text, ...files.map(({ content }) => content)].join('\n');
}
