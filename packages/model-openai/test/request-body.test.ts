import { describe, expect, it } from 'vitest';
import { generateBody, scoreBody } from '../src/request-body.ts';
import { errorFrom, optionsWith } from './support.ts';

describe('generateBody', () => {
  it('sends a text as one user message on chat', () => {
    expect(generateBody({ index: 0, prompt: 'Hi' }, optionsWith())).toEqual({
      model: 'm',
      messages: [{ role: 'user', content: 'Hi' }],
      temperature: 0,
    });
  });

  it('sends a text as it stands on completions', () => {
    const options = optionsWith({ endpoint: 'completions' });
    expect(generateBody({ index: 0, prompt: ' Hi\n' }, options)).toEqual({
      model: 'm',
      prompt: ' Hi\n',
      temperature: 0,
    });
  });

  it('refuses messages on completions, fatally', async () => {
    const options = optionsWith({ endpoint: 'completions' });
    const attempt = async () => generateBody({ index: 0, prompt: [{ role: 'user', content: 'Hi' }] }, options);
    expect(await errorFrom(attempt())).toMatchObject({ code: 'OPENAI_MESSAGES_NEED_CHAT', fatal: true });
  });

  it('lays what a request says of sampling over what the model says', () => {
    const options = optionsWith({ generation_kwargs: { top_k: 1, temperature: 0.2 } });
    const request = { index: 0, prompt: 'Hi', generationKwargs: { temperature: 0.9 } };
    expect(generateBody(request, options)).toMatchObject({ top_k: 1, temperature: 0.9 });
  });

  it('gives every answer to the same prompt a seed of its own', () => {
    const seeds = [undefined, 0, 3].map((replica) => {
      return generateBody(
        { index: 0, prompt: 'Hi', ...(replica !== undefined && { replica }) },
        optionsWith({ seed: 7 }),
      ).seed;
    });
    expect(seeds).toEqual([7, 7, 10]);
    expect(generateBody({ index: 0, prompt: 'Hi', replica: 3 }, optionsWith())).not.toHaveProperty('seed');
  });

  it('sends end tokens as the servers that know them take them', () => {
    const request = { index: 0, prompt: 'Hi', endTokens: [2, 7] };
    expect(generateBody(request, optionsWith())).toMatchObject({ stop_token_ids: [2, 7] });
    expect(generateBody({ ...request, endTokens: [] }, optionsWith())).not.toHaveProperty('stop_token_ids');
  });

  it('sends lengths and stop words only where a request has them', () => {
    const request = { index: 0, prompt: 'Hi', maxOutLen: 0, minOutLen: 2, stop: ['\n'] };
    expect(generateBody(request, optionsWith())).toMatchObject({ max_tokens: 0, min_tokens: 2, stop: ['\n'] });
    expect(Object.keys(generateBody({ index: 0, prompt: 'Hi', stop: [], minOutLen: 0 }, optionsWith()))).toEqual([
      'model',
      'messages',
      'temperature',
    ]);
  });

  it.each(['o1', 'o3-mini', 'openai/o4-mini', 'gpt-5', 'gpt-5.1', 'GPT-5-nano'])(
    'speaks to %s as to a reasoning model: max_completion_tokens, no temperature',
    (path) => {
      const body = generateBody({ index: 0, prompt: 'Hi', maxOutLen: 9 }, optionsWith({ path }));
      expect(body).toEqual({ model: path, messages: [{ role: 'user', content: 'Hi' }], max_completion_tokens: 9 });
    },
  );

  it.each(['gpt-4o', 'gpt-50', 'marco-o1', 'o1x', 'qwen/o2'])('speaks to %s as to any other', (path) => {
    const body = generateBody({ index: 0, prompt: 'Hi', maxOutLen: 9 }, optionsWith({ path }));
    expect(body).toMatchObject({ max_tokens: 9, temperature: 0 });
  });

  it('does as it is told about temperature and the name of the length', () => {
    const told = optionsWith({ path: 'o1', temperature: 1, max_tokens_field: 'max_tokens' });
    expect(generateBody({ index: 0, prompt: 'Hi', maxOutLen: 9 }, told)).toMatchObject({
      max_tokens: 9,
      temperature: 1,
    });
  });

  it('lets generation_kwargs replace its own fields, and extra_body replace those', () => {
    const options = optionsWith({
      top_p: 0.5,
      seed: 7,
      generation_kwargs: { seed: 8, top_k: 1 },
      extra_body: { top_k: 2, chat_template_kwargs: { enable_thinking: false } },
    });
    expect(generateBody({ index: 0, prompt: 'Hi' }, options)).toMatchObject({
      top_p: 0.5,
      seed: 8,
      top_k: 2,
      chat_template_kwargs: { enable_thinking: false },
    });
  });

  it('puts the system prompt in front, unless the conversation has its own', () => {
    const options = optionsWith({ system_prompt: 'Be brief.' });
    const own = [
      { role: 'system', content: 'Be long.' },
      { role: 'user', content: 'Hi' },
    ] as const;
    expect(generateBody({ index: 0, prompt: 'Hi' }, options).messages).toEqual([
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Hi' },
    ]);
    expect(generateBody({ index: 0, prompt: own }, options).messages).toEqual(own);
  });
});

describe('scoreBody', () => {
  it('asks for the text back with log-probabilities, whatever the other options say', () => {
    const options = optionsWith({ endpoint: 'completions', temperature: 1, extra_body: { max_tokens: 9, lora: 'x' } });
    expect(scoreBody({ index: 0, context: 'a ', continuation: 'b' }, options)).toEqual({
      model: 'm',
      prompt: 'a b',
      lora: 'x',
      max_tokens: 1,
      temperature: 0,
      logprobs: 1,
      echo: true,
    });
  });
});
