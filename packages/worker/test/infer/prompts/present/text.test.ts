import { metaTemplateOf } from 'oc-plugin-host';
import { describe, expect, it } from 'vitest';
import { plainText } from '../../../../src/infer/prompts/dialogue.ts';
import type { Mode } from '../../../../src/infer/prompts/present/mode.ts';
import { metaText } from '../../../../src/infer/prompts/present/text.ts';
import { conversation } from './dialogue.ts';

const HUMAN = { role: 'HUMAN', begin: '<|HUMAN|>:', end: '<eoh>\n' };
const THOUGHTS = { role: 'THOUGHTS', begin: '<|Inner Thoughts|>:', end: '<eot>\n', prompt: 'None' };
const BOT = { role: 'BOT', begin: '<|BOT|>:', end: '<eob>\n' };
const SYSTEM = { role: 'SYSTEM', begin: '<|SYSTEM|>:', end: '<eos>\n' };

/** A meta template in which one role generates. */
function meta(generating: 'THOUGHTS' | 'BOT', reserved_roles: readonly object[] = []) {
  const round = [HUMAN, THOUGHTS, BOT].map((role) => ({ ...role, generate: role.role === generating }));
  return metaTemplateOf({ meta_template: { begin: 'meta instruction\n', round, end: 'meta end', reserved_roles } });
}

function written(template: ReturnType<typeof meta>, mode: Mode): string {
  return metaText(conversation('\n').sections, template as NonNullable<typeof template>, mode);
}

const START =
  '<|HUMAN|>:U0<eoh>\n<|Inner Thoughts|>:None<eot>\n<|BOT|>:B0<eob>\n' +
  '<|HUMAN|>:U1\n<|Inner Thoughts|>:None<eot>\n<|BOT|>:B1<eob>\n' +
  '<|HUMAN|>:U2<eoh>\n<|Inner Thoughts|>:';
const WITHOUT_SYSTEM = `meta instruction\nbegin<|HUMAN|>:system msg<eoh>\n${START}`;
const WITH_SYSTEM = `meta instruction\nbegin<|SYSTEM|>:system msg<eos>\n${START}`;

describe('the text of a base model', () => {
  it('is what is said, line by line, without a meta template', () => {
    expect(plainText(conversation('\n'))).toBe('begin\nsystem msg\nU0\nB0\nU1\nB1\nU2\nB2\nend');
  });

  it('ends behind the beginning of the role that generates', () => {
    expect(written(meta('THOUGHTS'), 'gen')).toBe(WITHOUT_SYSTEM);
    expect(written(meta('BOT'), 'gen')).toBe(`${WITHOUT_SYSTEM}None<eot>\n<|BOT|>:`);
    expect(written(meta('BOT', [SYSTEM]), 'gen')).toBe(`${WITH_SYSTEM}None<eot>\n<|BOT|>:`);
  });

  it('holds the answer, the end and the end of the meta template where it is scored', () => {
    const answered = 'None<eot>\n<|BOT|>:B2<eob>\nendmeta end';
    expect(written(meta('THOUGHTS'), 'ppl')).toBe(WITHOUT_SYSTEM + answered);
    expect(written(meta('BOT'), 'ppl')).toBe(WITHOUT_SYSTEM + answered);
    expect(written(meta('BOT', [SYSTEM]), 'ppl')).toBe(WITH_SYSTEM + answered);
  });

  it('asks for an answer where the conversation has no place for one', () => {
    const sections = [{ name: 'round', items: [{ role: 'HUMAN', prompt: 'U' }] }] as const;
    const template = metaTemplateOf({ meta_template: { round: [HUMAN, { ...BOT, generate: true }] } });
    expect(metaText(sections, template as NonNullable<typeof template>, 'gen')).toBe('<|HUMAN|>:U<eoh>\n<|BOT|>:');
  });

  it('says a reserved role in a round where it stands', () => {
    const items = [
      { role: 'HUMAN', prompt: 'a' },
      { role: 'SYSTEM', prompt: 's' },
      { role: 'HUMAN', prompt: 'b' },
    ];
    expect(metaText([{ name: 'round', items }], meta('THOUGHTS', [SYSTEM]) as never, 'gen')).toBe(
      'meta instruction\n<|HUMAN|>:a<eoh>\n<|Inner Thoughts|>:None<eot>\n<|BOT|>:<eob>\n<|SYSTEM|>:s<eos>\n<|HUMAN|>:b<eoh>\n<|Inner Thoughts|>:',
    );
  });

  it('takes the fallback role in a round too', () => {
    const items = [{ role: 'USER', fallbackRole: 'HUMAN', prompt: 'a' }];
    expect(metaText([{ name: 'round', items }], meta('THOUGHTS') as never, 'gen')).toBe(
      'meta instruction\n<|HUMAN|>:a<eoh>\n<|Inner Thoughts|>:',
    );
  });

  it('names a role that it does not know, and those that it does', () => {
    const sections = [{ name: 'round', items: [{ role: 'JUDGE', prompt: 'x' }] }] as const;
    expect(() => metaText(sections, meta('BOT') as never, 'gen')).toThrow(
      expect.objectContaining({
        code: 'ROLE_UNKNOWN',
        message: expect.stringContaining('"JUDGE"'),
        details: expect.stringContaining('HUMAN, THOUGHTS, BOT'),
      }),
    );
  });
});
