import { addedMessagesOf, metaTemplateOf } from 'oc-plugin-host';
import { describe, expect, it } from 'vitest';
import type { Dialogue } from '../../../../src/infer/prompts/dialogue.ts';
import { apiTurns } from '../../../../src/infer/prompts/present/api.ts';
import { createPresenter } from '../../../../src/infer/prompts/present/present.ts';
import { conversation } from './dialogue.ts';

const ROUND = [
  { role: 'HUMAN', api_role: 'HUMAN' },
  { role: 'BOT', api_role: 'BOT', generate: true },
];
const SYSTEM = { role: 'SYSTEM', api_role: 'SYSTEM' };
const meta = (more: object = {}) => metaTemplateOf({ meta_template: { round: ROUND, ...more } });

function turns(mode: 'gen' | 'ppl', more: object = {}) {
  const dropped: string[] = [];
  const drop = (text: string) => void dropped.push(text);
  const said = apiTurns(
    conversation().sections,
    meta(more) as NonNullable<ReturnType<typeof meta>>,
    mode,
    drop as never,
  );
  return { said, dropped };
}

const REST = [
  { role: 'BOT', prompt: 'B0' },
  { role: 'HUMAN', prompt: 'U1' },
  { role: 'BOT', prompt: 'B1' },
  { role: 'HUMAN', prompt: 'U2' },
];

describe('turns for an API', () => {
  it('join neighbours of one role, and end before the role that generates', () => {
    expect(turns('gen').said).toEqual([{ role: 'HUMAN', prompt: 'system msg\nU0' }, ...REST]);
    const [system, human] = [
      { role: 'SYSTEM', prompt: 'system msg' },
      { role: 'HUMAN', prompt: 'U0' },
    ];
    expect(turns('gen', { reserved_roles: [SYSTEM] }).said).toEqual([system, human, ...REST]);
  });

  it('hold the answer where it is scored', () => {
    const answer = { role: 'BOT', prompt: 'B2' };
    expect(turns('ppl').said).toEqual([{ role: 'HUMAN', prompt: 'system msg\nU0' }, ...REST, answer]);
  });

  it('leave out texts that nobody says, and tell', () => {
    expect(turns('ppl').dropped).toEqual(['begin', 'end']);
  });

  it('put the beginning of the meta template first', () => {
    const begin = [{ role: 'SYSTEM', api_role: 'SYSTEM', prompt: 'Be kind.' }];
    expect(turns('gen', { begin }).said[0]).toEqual({ role: 'SYSTEM', prompt: 'Be kind.' });
  });

  it('put what marks a role around what it says', () => {
    const round = [{ ...ROUND[0], begin: '[', end: ']' }, ROUND[1]];
    expect(turns('gen', { round }).said.at(-1)).toEqual({ role: 'HUMAN', prompt: '[U2]' });
  });
});

describe('a prompt made the model’s own', () => {
  const make = (model: object, takesMessages = true) => {
    const warnings: string[] = [];
    const presenter = createPresenter({
      meta: metaTemplateOf(model as Record<string, unknown>),
      added: addedMessagesOf(model as Record<string, unknown>),
      takesMessages,
      warn: (message) => warnings.push(message),
    });
    return { presenter, warnings };
  };

  it('becomes messages by an API meta template, with one warning for texts left out', () => {
    const { presenter, warnings } = make({ meta_template: { round: ROUND, reserved_roles: [SYSTEM] } });
    expect(presenter.toAnswer(conversation())).toEqual([
      { role: 'system', content: 'system msg' },
      { role: 'user', content: 'U0' },
      { role: 'assistant', content: 'B0' },
      { role: 'user', content: 'U1' },
      { role: 'assistant', content: 'B1' },
      { role: 'user', content: 'U2' },
    ]);
    presenter.toAnswer(conversation());
    expect(warnings).toEqual([expect.stringContaining('"begin"')]);
  });

  it('becomes messages without a meta template where the model takes them, and loses no text', () => {
    expect(make({}).presenter.toAnswer(conversation())).toEqual([
      { role: 'user', content: 'begin' },
      { role: 'system', content: 'system msg' },
      { role: 'user', content: 'U0' },
      { role: 'assistant', content: 'B0' },
      { role: 'user', content: 'U1' },
      { role: 'assistant', content: 'B1' },
      { role: 'user', content: 'U2' },
    ]);
  });

  it('becomes a text line by line where the model takes none, and wherever it is scored', () => {
    const lines = 'begin\nsystem msg\nU0\nB0\nU1\nB1\nU2\nB2\nend';
    expect(make({}, false).presenter.toAnswer(conversation())).toBe(lines);
    expect(make({}).presenter.toScore(conversation())).toBe(lines);
    expect(make({ meta_template: { round: ROUND } }).presenter.toScore(conversation())).toBe(lines);
  });

  it('stays as it is where it is a text', () => {
    const dialogue: Dialogue = { form: 'text', text: 'Hello, world!' };
    for (const model of [{}, { meta_template: { round: ROUND, begin: { role: 'SYSTEM', api_role: 'SYSTEM' } } }]) {
      expect(make(model).presenter.toAnswer(dialogue)).toBe('Hello, world!');
      expect(make(model).presenter.toScore(dialogue)).toBe('Hello, world!');
    }
  });

  it('gets the messages that the model adds, whatever its form, but not where it is a text', () => {
    const added = [
      { role: 'system', content: 'Be kind. ' },
      { role: 'user', content: 'Please: ' },
    ];
    const { presenter } = make({ meta_template: added }, false);
    expect(presenter.toAnswer(conversation())).toEqual([
      { role: 'user', content: 'begin' },
      { role: 'system', content: 'Be kind. system msg' },
      { role: 'user', content: 'Please: U0' },
      { role: 'assistant', content: 'B0' },
      { role: 'user', content: 'U1' },
      { role: 'assistant', content: 'B1' },
      { role: 'user', content: 'U2' },
    ]);
    const messages = [
      { role: 'user', content: 'u' },
      { role: 'assistant', content: '' },
    ] as const;
    expect(presenter.toAnswer({ form: 'messages', messages })).toEqual([
      { role: 'system', content: 'Be kind. ' },
      { role: 'user', content: 'Please: u' },
    ]);
    expect(presenter.toScore({ form: 'messages', messages })).toBe('Be kind. \nPlease: u');
    expect(presenter.toAnswer({ form: 'text', text: 'Hello' })).toBe('Hello');
  });

  it('renders messages by the meta template of a base model', () => {
    const round = [
      { role: 'HUMAN', begin: 'H: ', end: '\n' },
      { role: 'BOT', begin: 'B:', end: '\n', generate: true },
    ];
    const messages = [
      { role: 'system', content: 's' },
      { role: 'user', content: 'u' },
    ] as const;
    expect(make({ meta_template: { round } }, false).presenter.toAnswer({ form: 'messages', messages })).toBe(
      'H: s\nB:\nH: u\nB:',
    );
  });
});
