import { inferConfigOf, readerConfigOf } from 'oc-plugin-host';
import type { Row } from 'oc-sdk';
import { describe, expect, it } from 'vitest';
import { createPresenter } from '../../../src/infer/prompts/present/present.ts';
import { createRenderer } from '../../../src/infer/prompts/render.ts';

const ROW = { q: '1+1', a: '2' };
const EXAMPLES = [
  { q: 'x', a: 'y' },
  { q: 'u', a: 'v' },
];

/** Prompts as a model gets them that takes messages and has no meta template. */
function renderer(infer: object, examples: readonly Row[] = [], reader: object = {}, compat = false) {
  const block = { reader_cfg: { input_columns: ['q'], output_column: 'a', ...reader }, infer_cfg: infer };
  const prompts = createRenderer(inferConfigOf(block), readerConfigOf(block), compat);
  const presenter = createPresenter({ meta: undefined, takesMessages: true, warn: () => {} });
  const shown = prompts.arrange(examples.map((row) => prompts.example(row)));
  return {
    forGeneration: (row: Row) => presenter.toAnswer(prompts.forGeneration(row, shown)),
    forLabels: (row: Row) =>
      prompts.forLabels(row, shown).map(({ label, dialogue }) => ({ label, text: presenter.toScore(dialogue) })),
  };
}

describe('rendering a prompt', () => {
  it('leaves the answer out of what is to be answered', () => {
    expect(renderer({ prompt_template: { template: 'Q: {q}\nA: {a}' } }).forGeneration(ROW)).toBe('Q: 1+1\nA: ');
  });

  it('renders conversations turn by turn, whatever the roles are called', () => {
    const round = [
      { role: 'SYSTEM', prompt: 'Be brief.' },
      { role: 'HUMAN', prompt: '{q}' },
      { role: 'BOT', prompt: '{a}' },
    ];
    const expected = [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: '1+1' },
    ];
    expect(renderer({ prompt_template: { template: { round } } }).forGeneration(ROW)).toEqual(expected);
    const turns = [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: '{q}' },
      { role: 'assistant', content: '{a}' },
    ];
    expect(renderer({ prompt_template: { template: turns } }).forGeneration(ROW)).toEqual(expected);
  });

  it('puts every example and a newline where the example token stands, answers and all', () => {
    const prompts = renderer(
      {
        ice_template: { template: 'Q: {q} A: {a}', ice_token: '</E>' },
        prompt_template: { template: 'Now:\n</E>Q: {q} A:' },
      },
      EXAMPLES,
    );
    expect(prompts.forGeneration(ROW)).toBe('Now:\nQ: x A: y\nQ: u A: v\nQ: 1+1 A:');
  });

  it('takes the example token away where there are no examples', () => {
    const prompts = renderer({
      ice_template: { template: '{q}', ice_token: '</E>' },
      prompt_template: { template: '</E>{q}' },
    });
    expect(prompts.forGeneration(ROW)).toBe('1+1');
  });

  it('takes examples as they are: neither a pattern nor a token in them counts', () => {
    const prompts = renderer(
      { ice_template: { template: '{q}', ice_token: '</E>' }, prompt_template: { template: '</E>{q}' } },
      [{ q: '$& </E> {q}', a: '' }],
    );
    expect(prompts.forGeneration(ROW)).toBe('$& </E> {q}\n1+1');
  });

  it('splices examples that are turns in place of the message that is the token', () => {
    const turns = [
      { role: 'user', content: '{q}' },
      { role: 'assistant', content: '{a}' },
    ];
    const prompts = renderer(
      {
        ice_template: { template: turns, ice_token: '</E>' },
        prompt_template: { template: [{ role: 'system', content: 's' }, { role: 'user', content: '</E>' }, turns[0]] },
      },
      EXAMPLES,
    );
    expect(prompts.forGeneration(ROW)).toEqual([
      { role: 'system', content: 's' },
      { role: 'user', content: 'x' },
      { role: 'assistant', content: 'y' },
      { role: 'user', content: 'u' },
      { role: 'assistant', content: 'v' },
      { role: 'user', content: '1+1' },
    ]);
  });

  it('writes the whole text for every label, in the order of the config', () => {
    const template = { no: '{q} is not {a}', yes: '{q} is {a}' };
    expect(renderer({ prompt_template: { template } }).forLabels(ROW)).toEqual([
      { label: 'no', text: '1+1 is not 2' },
      { label: 'yes', text: '1+1 is 2' },
    ]);
  });

  it('puts examples before the text of every label', () => {
    const prompts = renderer(
      {
        ice_template: { template: '{q}={a}', ice_token: '</E>' },
        prompt_template: { template: { A: '</E>{q}=A', B: '</E>{q}=B' } },
      },
      EXAMPLES,
    );
    expect(prompts.forLabels(ROW).map(({ text }) => text)).toEqual(['x=y\nu=v\n1+1=A', 'x=y\nu=v\n1+1=B']);
  });

  it('asks for a template per label where labels are to be scored', () => {
    const prompts = renderer({ prompt_template: { template: '{q}' } });
    expect(() => prompts.forLabels(ROW)).toThrow(expect.objectContaining({ code: 'PPL_NEEDS_LABELS' }));
  });

  it('uses no column that input_columns leaves out', () => {
    expect(renderer({ prompt_template: { template: '{q} {hint}' } }).forGeneration({ ...ROW, hint: 'h' })).toBe(
      '1+1 {hint}',
    );
    const prompts = renderer({ prompt_template: { template: '{q} {hint}' } }, [], { input_columns: undefined });
    expect(prompts.forGeneration({ ...ROW, hint: 'h' })).toBe('1+1 h');
  });
});
