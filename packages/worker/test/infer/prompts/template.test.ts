import { inferConfigOf, readerConfigOf } from 'oc-plugin-host';
import type { Row } from 'oc-sdk';
import { describe, expect, it } from 'vitest';
import type { Dialogue } from '../../../src/infer/prompts/dialogue.ts';
import { createRenderer, type PromptRenderer } from '../../../src/infer/prompts/render.ts';

const ROW = { input: 'Hello, how are you?', answer: 'Good.' };
const QA = {
  begin: [{ role: 'SYSTEM', fallback_role: 'HUMAN', prompt: 'instruct' }, '</E>'],
  round: [
    { role: 'HUMAN', prompt: '{input}' },
    { role: 'BOT', prompt: 'Answer: {answer}' },
  ],
};

function renderer(infer: object, compat = false): PromptRenderer {
  const reader_cfg = { input_columns: ['input'], output_column: 'answer' };
  return createRenderer(inferConfigOf({ reader_cfg, infer_cfg: infer }), readerConfigOf({ reader_cfg }), compat);
}

/** Rendered with these rows as examples. */
function prompt(infer: object, rows: readonly Row[] = [], row: Row = ROW, compat = false): Dialogue {
  const prompts = renderer(infer, compat);
  return prompts.withAnswer(row, prompts.arrange(rows.map((each) => prompts.example(each))));
}

it('leaves a column out that input_columns leaves out, unless it is to be as with OpenCompass', () => {
  const infer = { prompt_template: { template: '{input} {more}' } };
  const row = { ...ROW, more: 'too' };
  expect(prompt(infer, [], row)).toEqual({ form: 'text', text: 'Hello, how are you? {more}' });
  expect(prompt(infer, [], row, true)).toEqual({ form: 'text', text: 'Hello, how are you? too' });
});

describe('a template of sections', () => {
  it('keeps its sections, roles and marks, with columns filled in', () => {
    const round = [...QA.round, { role: 'HUMAN', prompt: 'Q2', begin: 'HUMAN:', end: '\n\n' }];
    expect(prompt({ prompt_template: { template: { round, end: 'bye' } } })).toEqual({
      form: 'sections',
      sections: [
        {
          name: 'round',
          items: [
            { role: 'HUMAN', prompt: 'Hello, how are you?' },
            { role: 'BOT', prompt: 'Answer: Good.' },
            { role: 'HUMAN', prompt: 'Q2', begin: 'HUMAN:', end: '\n\n' },
          ],
        },
        { name: 'end', items: ['bye'] },
      ],
    });
  });

  it('leaves what is to be answered empty, and keeps what stands before it', () => {
    const dialogue = renderer({ prompt_template: { template: QA } }).forGeneration(ROW);
    const last = dialogue.form === 'sections' ? dialogue.sections.at(-1)?.items.at(-1) : undefined;
    expect(last).toEqual({ role: 'BOT', prompt: 'Answer: ' });
  });

  it('gives examples its turns alone, in the place of the token', () => {
    const template = { template: QA, ice_token: '</E>' };
    expect(prompt({ prompt_template: template, ice_template: template }, [{ input: 'h1', answer: 'b1' }])).toEqual({
      form: 'sections',
      sections: [
        { name: 'begin', items: [{ role: 'SYSTEM', fallbackRole: 'HUMAN', prompt: 'instruct' }] },
        {
          name: 'ice',
          items: [
            { role: 'HUMAN', prompt: 'h1' },
            { role: 'BOT', prompt: 'Answer: b1' },
          ],
        },
        {
          name: 'round',
          items: [
            { role: 'HUMAN', prompt: 'Hello, how are you?' },
            { role: 'BOT', prompt: 'Answer: Good.' },
          ],
        },
      ],
    });
  });

  it('serves as the prompt and as the example where there is an ice_template alone', () => {
    const both = prompt({ ice_template: { template: QA, ice_token: '</E>' } }, [ROW]);
    expect(both.form === 'sections' && both.sections.map(({ name }) => name)).toEqual(['begin', 'ice', 'round']);
  });

  it('splits a text around its token for examples that are turns', () => {
    const template = { begin: 'a</E>b', round: QA.round };
    const ice_template = { template: { round: QA.round }, ice_token: '</E>' };
    const dialogue = prompt({ prompt_template: { template }, ice_template }, [ROW]);
    expect(dialogue.form === 'sections' && dialogue.sections.map(({ name, items }) => [name, items[0]])).toEqual([
      ['begin', 'a'],
      ['ice', { role: 'HUMAN', prompt: ROW.input }],
      ['begin', 'b'],
      ['round', { role: 'HUMAN', prompt: ROW.input }],
    ]);
  });

  it('takes examples that are texts inside a turn, and refuses turns there', () => {
    const template = { round: [{ role: 'HUMAN', prompt: '</E>{input}' }] };
    const text = { template: 'Q {input}', ice_token: '</E>' };
    const dialogue = prompt({ prompt_template: { template }, ice_template: text }, [ROW]);
    expect(dialogue.form === 'sections' && dialogue.sections[0]?.items).toEqual([
      { role: 'HUMAN', prompt: `Q ${ROW.input}\n${ROW.input}` },
    ]);
    const turns = { template: { round: QA.round }, ice_token: '</E>' };
    expect(() => prompt({ prompt_template: { template }, ice_template: turns }, [ROW])).toThrow(
      expect.objectContaining({ code: 'EXAMPLES_IN_TURN' }),
    );
  });
});

describe('a template by label', () => {
  const template = { yes: 'T {input} yes', no: 'T {input} no' };

  it('writes an example by its own answer, and names an answer that has no template', () => {
    const infer = { prompt_template: { template: '</E>' }, ice_template: { template, ice_token: '</E>' } };
    expect(prompt(infer, [{ input: 'a', answer: 'no' }])).toEqual({ form: 'text', text: 'T a no\n' });
    expect(() => prompt(infer, [{ input: 'a', answer: 'perhaps' }])).toThrow(
      expect.objectContaining({ code: 'NO_SUCH_LABEL', message: expect.stringContaining('"perhaps"') }),
    );
  });

  it('takes the first label where the model is to write', () => {
    expect(renderer({ prompt_template: { template } }).forGeneration(ROW)).toEqual({
      form: 'text',
      text: `T ${ROW.input} yes`,
    });
  });

  it('puts line breaks between examples that are turns, as OpenCompass does', () => {
    const turns = { A: { begin: '</E>', round: [{ role: 'HUMAN', prompt: '{input}' }] } };
    const infer = { ice_template: { template: turns, ice_token: '</E>' } };
    const rows = [
      { input: '1', answer: 'A' },
      { input: '2', answer: 'A' },
    ];
    const dialogue = prompt(infer, rows, { input: '3', answer: 'A' });
    const said = dialogue.form === 'sections' ? dialogue.sections.flatMap(({ items }) => items) : [];
    expect(said.map((item) => (typeof item === 'string' ? item : item.prompt))).toEqual([
      '1',
      '\n',
      '2',
      '\n',
      '\n',
      '3',
    ]);
  });
});

describe('the sep_token', () => {
  const infer = {
    prompt_template: { template: '</E>Q {input} A<SEP>{answer}', ice_token: '</E>', sep_token: '<SEP>' },
    ice_template: { template: 'Q {input} A<SEP>{answer}', ice_token: '</E>' },
  };

  it('is in no prompt and no example', () => {
    expect(prompt(infer, [{ input: 'x', answer: 'y' }])).toEqual({
      form: 'text',
      text: `Q x Ay\nQ ${ROW.input} AGood.`,
    });
  });

  it('stays in examples where OpenCompass is to be matched in the text of a label', () => {
    const labels = { ...infer, prompt_template: { ...infer.prompt_template, template: { l: '</E>Q<SEP>' } } };
    const texts = [false, true].map((compat) => {
      const prompts = renderer(labels, compat);
      const [label] = prompts.forLabels(ROW, prompts.arrange([prompts.example({ input: 'x', answer: 'y' })]));
      return label?.dialogue.form === 'text' ? label.dialogue.text : '';
    });
    expect(texts).toEqual(['Q x Ay\nQ', 'Q x A<SEP>y\nQ']);
  });

  it('says where the answer begins', () => {
    const prompts = renderer({ prompt_template: { template: { l: 'Q {input}<SEP> A' }, sep_token: '<SEP>' } });
    expect(prompts.forLabels(ROW)[0]?.answerStart).toBe(`Q ${ROW.input}`.length);
  });
});

describe('a template of messages', () => {
  const messages = [
    { role: 'system', content: 'You translate.' },
    { role: 'user', content: 'To French: {input}' },
    { role: 'assistant', content: '{answer}' },
  ];
  const filled = [
    { role: 'system', content: 'You translate.' },
    { role: 'user', content: `To French: ${ROW.input}` },
    { role: 'assistant', content: 'Good.' },
  ];

  it('is filled in message by message, and is itself left as it was', () => {
    const before = structuredClone(messages);
    expect(prompt({ prompt_template: { type: 'RawPromptTemplate', messages } })).toEqual({
      form: 'messages',
      messages: filled,
    });
    expect(messages).toEqual(before);
  });

  it('keeps its braces where format_variables is false', () => {
    expect(prompt({ prompt_template: { messages, format_variables: false } })).toEqual({ form: 'messages', messages });
  });

  it('has examples in the place of an entry that is the token', () => {
    const [, user, assistant] = messages;
    const infer = {
      prompt_template: { messages: [messages[0], '</E>', user] },
      ice_template: { messages: [user, assistant, '</E>'] },
    };
    const [system, asked, said] = filled;
    expect(prompt(infer, [ROW])).toEqual({ form: 'messages', messages: [system, asked, said, asked] });
    expect(prompt(infer)).toEqual({ form: 'messages', messages: [system, asked] });
  });

  it('takes the messages that a column holds, and none where it is empty', () => {
    const infer = { prompt_template: { messages: [{ expand_column: 'history' }, messages[1]] } };
    const history = [
      { role: 'user', content: 'Hi {input}' },
      { role: 'assistant', content: 'Ho' },
    ];
    const [, asked] = filled;
    expect(prompt(infer, [], { ...ROW, history })).toEqual({ form: 'messages', messages: [...history, asked] });
    expect(prompt(infer, [], { ...ROW, history: null })).toEqual({ form: 'messages', messages: [asked] });
    for (const wrong of ['text', [{ role: 'robot', content: '' }], [null], [{ role: 'user' }]]) {
      expect(() => prompt(infer, [], { ...ROW, history: wrong })).toThrow(
        expect.objectContaining({ code: 'NOT_MESSAGES' }),
      );
    }
  });
});

describe('compat: opencompass', () => {
  it('fills columns in one after the other, so that the content of one may be filled in again', () => {
    const infer = { prompt_template: { template: '{input}' } };
    const row = { input: 'see {answer}', answer: 'Good.' };
    expect(prompt(infer, [], row)).toEqual({ form: 'text', text: 'see {answer}' });
    expect(prompt(infer, [], row, true)).toEqual({ form: 'text', text: 'see Good.' });
  });
});
