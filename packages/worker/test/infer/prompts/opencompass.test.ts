import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inferConfigOf, isApiTemplate, metaTemplateOf, readerConfigOf } from 'oc-plugin-host';
import type { Row } from 'oc-sdk';
import { describe, expect, it } from 'vitest';
import { type Dialogue, sectionsOf } from '../../../src/infer/prompts/dialogue.ts';
import { apiTurns } from '../../../src/infer/prompts/present/api.ts';
import type { Mode } from '../../../src/infer/prompts/present/mode.ts';
import { createPresenter } from '../../../src/infer/prompts/present/present.ts';
import { createRenderer, type PromptRenderer } from '../../../src/infer/prompts/render.ts';

interface Case {
  readonly meta?: object;
  readonly prompt: unknown;
  readonly ice?: unknown;
  readonly sep?: string;
  readonly examples?: readonly Row[];
  readonly row: Row;
  readonly gen: unknown;
  readonly labels?: readonly unknown[];
  /** With the answer, as the first label. */
  readonly whole: unknown;
}

/**
 * Templates, meta templates and rows put together at random (seeds 11 and 12), each given to OpenCompass's own
 * `PromptTemplate`, `BaseRetriever.generate_ice` and template parsers at a5acc4bb, run alone. Left out is what fails there.
 */
const CASES = JSON.parse(readFileSync(join(import.meta.dirname, 'fixtures', 'opencompass.json'), 'utf8')) as Readonly<
  Record<'compat' | 'plain', readonly Case[]>
>;

describe('prompts agree with OpenCompass', () => {
  it.each([...CASES.compat.entries()])('with its way of filling columns in: random case %i', (_, given) => {
    expect(rendered(given, true)).toEqual(expectedOf(given));
  });

  it.each([...CASES.plain.entries()])('where no column holds braces or tokens: random case %i', (_, given) => {
    expect(rendered(given, false)).toEqual(expectedOf(given));
  });
});

function expectedOf({ gen, labels, whole }: Case) {
  return { gen, labels, whole };
}

function rendered(given: Case, compat: boolean): ReturnType<typeof expectedOf> {
  const { renderer, examples } = promptsOf(given, compat);
  const present = presenterOf(given);
  return {
    gen: present(renderer.forGeneration(given.row, examples), 'gen'),
    labels: given.labels && renderer.forLabels(given.row, examples).map(({ dialogue }) => present(dialogue, 'ppl')),
    whole: present(renderer.withAnswer(given.row, examples), 'ppl'),
  };
}

function promptsOf({ prompt, ice, sep, examples = [] }: Case, compat: boolean) {
  const tokens = { ice_token: '</E>', ...(sep !== undefined && { sep_token: sep }) };
  const block = {
    reader_cfg: { input_columns: ['q', 'c'], output_column: 'a' },
    infer_cfg: {
      prompt_template: { template: prompt, ...tokens },
      ...(ice !== undefined && { ice_template: { template: ice, ...tokens } }),
    },
  };
  const renderer: PromptRenderer = createRenderer(inferConfigOf(block), readerConfigOf(block), compat);
  return { renderer, examples: renderer.arrange(examples.map((row) => renderer.example(row))) };
}

/** OpenCompass's parsers give turns for an API in either mode, where a presenter scores lines. */
function presenterOf({ meta: block }: Case): (dialogue: Dialogue, mode: Mode) => unknown {
  const meta = block && metaTemplateOf({ meta_template: block });
  const presenter = createPresenter({ meta, takesMessages: false, warn: () => {} });
  return (dialogue, mode) => {
    if (dialogue.form !== 'text' && meta && isApiTemplate(meta)) {
      return apiTurns(sectionsOf(dialogue), meta, mode, () => undefined);
    }
    return mode === 'gen' ? presenter.toAnswer(dialogue) : presenter.toScore(dialogue);
  };
}
