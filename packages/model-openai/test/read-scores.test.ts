import { describe, expect, it } from 'vitest';
import { NO_PROMPT_SCORES, readScores } from '../src/read-scores.ts';

function reply(logprobs: unknown, usage?: object) {
  return { choices: [{ text: 'The sky is blue', logprobs }], usage };
}

const plain = {
  tokens: ['The', ' sky', ' is', ' blue', '.'],
  token_logprobs: [null, -1, -2, -3, -9],
  text_offset: [0, 3, 7, 10, 15],
};

describe('readScores', () => {
  it('drops the first token, which has no score, and the one that the server wrote', () => {
    expect(readScores(reply(plain), ' is blue')).toEqual({
      logProbabilities: [-1, -2, -3],
      tokens: 4,
      continuationTokens: 2,
    });
  });

  it('keeps the last token where the server wrote none', () => {
    const logprobs = { tokens: ['a', ' b'], token_logprobs: [null, -1], text_offset: [0, 1] };
    const scores = readScores(reply(logprobs, { prompt_tokens: 2 }), ' b');
    expect(scores).toEqual({ logProbabilities: [-1], tokens: 2, continuationTokens: 1 });
  });

  it('is not led astray by a begin-of-sequence token that takes up room', () => {
    const logprobs = {
      tokens: ['<s>', 'The', ' sky', ' is', '.'],
      token_logprobs: [null, -1, -2, -3, -9],
      text_offset: [0, 3, 6, 10, 13],
    };
    expect(readScores(reply(logprobs), ' sky is')).toEqual({
      logProbabilities: [-1, -2, -3],
      tokens: 4,
      continuationTokens: 2,
    });
  });

  it('counts characters beyond the basic plane as one, as the servers do', () => {
    const logprobs = {
      tokens: ['🙂', '🙂', ' 🙂', '.'],
      token_logprobs: [null, -1, -1, -9],
      text_offset: [0, 1, 2, 4],
    };
    expect(readScores(reply(logprobs), ' 🙂')).toMatchObject({ continuationTokens: 1 });
  });

  it('counts a token that spans both as context', () => {
    expect(readScores(reply(plain), 's blue')).toMatchObject({ continuationTokens: 1 });
  });

  it('never counts more tokens than have scores', () => {
    expect(readScores(reply(plain), 'The sky is blue')).toMatchObject({ continuationTokens: 3, tokens: 4 });
  });

  it.each([
    ['no logprobs', null],
    ['an empty list', { token_logprobs: [] }],
    ['only the answer', { tokens: ['.'], token_logprobs: [-9], text_offset: [0] }],
  ])('tells a server that does not score prompts: %s', (_, logprobs) => {
    expect(readScores(reply(logprobs), 'x')).toBe(NO_PROMPT_SCORES);
  });

  it.each([
    ['no choices', {}],
    ['a hole', reply({ ...plain, token_logprobs: [null, -1, null, -3, -9] })],
    ['no offsets', reply({ ...plain, text_offset: undefined })],
    ['too few offsets', reply({ ...plain, text_offset: [0, 3] })],
  ])('finds no scores in a reply with %s', (_, json) => {
    expect(readScores(json, ' blue')).toBeUndefined();
  });
});
