import { describe, expect, it } from 'vitest';
import { readAnswer } from '../src/read-answer.ts';

const TAG = '</think>';

function chat(message: object, more: object = {}) {
  return { choices: [{ message, ...more }] };
}

describe('readAnswer', () => {
  it('reads text, end and usage of a chat reply, without blanks around the text', () => {
    const reply = {
      ...chat({ content: ' 42\n' }, { finish_reason: 'length' }),
      usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
    };
    expect(readAnswer(reply, TAG)).toEqual({
      text: '42',
      finishReason: 'length',
      usage: { promptTokens: 3, outputTokens: 2 },
    });
  });

  it('reads a completion as it stands', () => {
    expect(readAnswer({ choices: [{ text: '    return 42\n', finish_reason: 'stop' }] }, TAG)).toEqual({
      text: '    return 42\n',
      finishReason: 'stop',
    });
  });

  it.each([
    ['reasoning and content', { reasoning_content: 'Hm. ', content: ' 42 ' }, 'Hm. </think>42'],
    ['reasoning under its newer name', { reasoning: 'Hm.', content: '42' }, 'Hm.</think>42'],
    ['reasoning alone', { reasoning_content: 'Hm.', content: '' }, 'Hm.'],
    ['reasoning and null', { reasoning_content: 'Hm.', content: null }, 'Hm.'],
    ['empty reasoning', { reasoning_content: '', content: '42' }, '42'],
    ['null', { content: null }, ''],
    ['nothing', {}, ''],
    ['parts', { content: [{ type: 'text', text: '4' }, { type: 'image' }, { type: 'text', text: '2' }] }, '42'],
  ])('joins a message of %s', (_, message, text) => {
    expect(readAnswer(chat(message), TAG)?.text).toBe(text);
  });

  it.each([
    undefined,
    null,
    7,
    'text',
    [],
    {},
    { choices: [] },
    { choices: [null] },
    { choices: [{}] },
    { choices: 'x' },
  ])('finds no answer in %j', (json) => {
    expect(readAnswer(json, TAG)).toBeUndefined();
  });

  it('leaves out usage that is no number', () => {
    expect(readAnswer({ ...chat({ content: 'a' }), usage: { prompt_tokens: null } }, TAG)).not.toHaveProperty('usage');
  });
});
