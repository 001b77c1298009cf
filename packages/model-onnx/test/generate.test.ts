import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GenerateRequest, GenerateResult, ModelContext } from 'oc-sdk';
import { describe, expect, it, onTestFinished } from 'vitest';
import { inOrder, rowsOf, signal, TINY, tinyModelForTest } from './support/tiny.ts';

const QUESTION = 'Q: Syria is on which continent?\nA:';

async function ask(
  request: Omit<GenerateRequest, 'index'>,
  options: Record<string, unknown> = {},
  context: Partial<ModelContext> = {},
): Promise<Extract<GenerateResult, { text: string }>> {
  const model = await tinyModelForTest({ path: 'tiny-m', ...options }, context);
  const [result] = await inOrder(model.generate([{ index: 0, ...request }], { signal }));
  if (!result || 'error' in result) throw new Error(JSON.stringify(result));
  return result;
}

async function refuse(request: Omit<GenerateRequest, 'index'>, options = {}, context = {}): Promise<unknown> {
  const model = await tinyModelForTest(options, context);
  return (await inOrder(model.generate([{ index: 3, ...request }], { signal })))[0];
}

describe('an answer', () => {
  it('ends with an end token, which is counted and not shown', async () => {
    expect(await ask({ prompt: QUESTION })).toEqual({
      index: 0,
      text: ' Asia\n',
      finishReason: 'stop',
      usage: { promptTokens: 15, outputTokens: 3 },
    });
  });

  it('ends at its length', async () => {
    const { text, finishReason, usage } = await ask({ prompt: QUESTION, maxOutLen: 1 });
    expect({ text, finishReason, usage }).toEqual({
      text: ' Asia',
      finishReason: 'length',
      usage: { promptTokens: 15, outputTokens: 1 },
    });
  });

  it('ends before the stop word that comes first, whether of the request or of the options', async () => {
    expect(await ask({ prompt: QUESTION, stop: ['ia', 'si'] })).toMatchObject({ text: ' A', finishReason: 'stop' });
    expect(await ask({ prompt: QUESTION }, { stop_words: ['\n'] })).toMatchObject({ text: ' Asia' });
  });

  it('ends at the end tokens of the request, which are not shown, and those of others do not end it', async () => {
    const model = await tinyModelForTest({ path: 'tiny-m' });
    const tokenizer = JSON.parse(await readFile(join(TINY, 'tiny-m', 'tokenizer.json'), 'utf8'));
    // A line break, as byte-level BPE writes it.
    const id: number = tokenizer.model.vocab['\u010a'];
    const requests = [
      { index: 0, prompt: QUESTION, endTokens: [id] },
      { index: 1, prompt: QUESTION },
    ];
    const results = await inOrder(model.generate(requests, { signal }));
    expect(results).toMatchObject([
      { text: ' Asia', finishReason: 'stop' },
      { text: ' Asia\n', finishReason: 'stop' },
    ]);
  });

  it('ends at a stop word that spans tokens', async () => {
    const prompt = 'Q: 41+41=?\nA:';
    const free = await ask({ prompt, maxOutLen: 8 });
    const stop = free.text.slice(1, 3);
    expect(await ask({ prompt, maxOutLen: 8, stop: [stop] })).toMatchObject({ text: free.text.slice(0, 1) });
  });

  it('ends at a special token given as a stop word, which no text shows', async () => {
    const path = await mkdtemp(join(tmpdir(), 'onnx-ends-'));
    onTestFinished(() => rm(path, { recursive: true }));
    await cp(join(TINY, 'tiny-m'), path, { recursive: true });
    // Of its two end tokens the model forgets the one that ends a turn.
    await writeFile(join(path, 'generation_config.json'), '{ "eos_token_id": 2 }');
    const prompt = [{ role: 'user', content: 'Q: 73+5=?\nA:' } as const];
    const context = { resolvePath: () => path };
    expect(await ask({ prompt, maxOutLen: 8 }, {}, context)).toMatchObject({ text: '78\n' });
    expect(await ask({ prompt, maxOutLen: 8, stop: ['<|end|>'] }, {}, context)).toMatchObject({
      text: '78',
      finishReason: 'stop',
      usage: { outputTokens: 3 },
    });
  });

  it('has at least the tokens asked for', async () => {
    const { usage } = await ask({ prompt: QUESTION, minOutLen: 12, maxOutLen: 16 });
    expect(usage?.outputTokens).toBeGreaterThanOrEqual(12);
  });

  it('is its own in a batch of unlike limits', async () => {
    const model = await tinyModelForTest({ path: 'tiny-m' });
    const limits = [1, 9, 2, 9, 1, 30];
    const requests = limits.map((maxOutLen, index) => ({ index, prompt: QUESTION, maxOutLen, minOutLen: maxOutLen }));
    const results = await inOrder(model.generate(requests, { signal }));
    expect(results.map((result) => 'usage' in result && result.usage?.outputTokens)).toEqual(limits);
  });
});

describe('a conversation', () => {
  it('goes through the chat template of the model', async () => {
    const { usage } = await ask({
      prompt: [
        { role: 'system', content: 'Give the answer only.' },
        { role: 'user', content: 'Q: 73+5=?\nA:' },
      ],
      maxOutLen: 8,
    });
    const model = await tinyModelForTest();
    const rendered = '<|bos|><|system|>\nGive the answer only.<|end|>\n<|user|>\nQ: 73+5=?\nA:<|end|>\n<|assistant|>\n';
    expect(usage?.promptTokens).toBe(await model.countTokens(rendered));
  });

  it('hands variables to the chat template, but for those that are ours', async () => {
    const { text } = await ask(
      { prompt: [{ role: 'user', content: 'Q: 73+5=?\nA:' }], maxOutLen: 8 },
      { chat_template_kwargs: { add_generation_prompt: false, tokenize: true, enable_thinking: false } },
    );
    expect(text).toBe('78');
  });
});

describe('a prompt that is too long', () => {
  const words = 'one two three four five six seven eight nine ten '.repeat(40);

  it('is shortened so that the answer fits', async () => {
    for (const mode of ['none', 'mid']) {
      const { usage } = await ask({ prompt: words, maxOutLen: 10 }, { mode }, { maxSeqLen: 50 });
      expect(usage?.promptTokens).toBe(40);
    }
  });

  it('keeps its end', async () => {
    const { text } = await ask({ prompt: words + QUESTION, maxOutLen: 4 }, {}, { maxSeqLen: 19 });
    expect(text).toBe((await ask({ prompt: QUESTION, maxOutLen: 4 })).text);
  });

  it('fits into the model where the config names no length', async () => {
    const { usage } = await ask({ prompt: words.repeat(5), maxOutLen: 4 });
    expect(usage?.promptTokens).toBe(1020);
  });

  it('is refused where the answer leaves no room', async () => {
    expect(await refuse({ prompt: 'hello', maxOutLen: 24 }, {}, { maxSeqLen: 24 })).toEqual({
      index: 3,
      error: {
        code: 'NO_ROOM_FOR_PROMPT',
        message: 'max_out_len 24 leaves no room for a prompt in max_seq_len 24.',
      },
    });
  });
});

describe('drawing tokens', () => {
  const requests = rowsOf('geography_gen')
    .slice(0, 40)
    .map(({ question }, index) => ({ index, prompt: `Q: ${question}\nA:`, maxOutLen: 8 }));

  async function texts(generation_kwargs?: object): Promise<string[]> {
    const model = await tinyModelForTest(generation_kwargs ? { generation_kwargs } : {});
    return (await inOrder(model.generate(requests, { signal }))).map((result) => ('text' in result ? result.text : ''));
  }

  it('differs from the greedy answers', async () => {
    expect(await texts({ do_sample: true, temperature: 3 })).not.toEqual(await texts());
  });

  it('does not happen where only a temperature is given', async () => {
    expect(await texts({ temperature: 3 })).toEqual(await texts());
  });

  it.each([{ top_k: 1 }, { top_p: 0.0001 }, { temperature: 0 }])(
    'from a single candidate is greedy: %o',
    async (one) => {
      expect(await texts({ do_sample: true, ...one })).toEqual(await texts());
    },
  );
});

describe('an abort', () => {
  it('ends a batch between two tokens, and what had not ended is not given', async () => {
    const model = await tinyModelForTest();
    const abort = new AbortController();
    // Every token takes a turn of the event loop: counted here, the turns tell how far it went.
    let turns = 0;
    let turn = setImmediate(function count() {
      turns += 1;
      if (turns === 5) abort.abort();
      turn = setImmediate(count);
    });
    onTestFinished(() => clearImmediate(turn));
    const requests = [{ index: 0, prompt: 'Once', maxOutLen: 900, minOutLen: 900 }];
    expect(await inOrder(model.generate(requests, { signal: abort.signal }))).toEqual([]);
    expect(turns).toBeLessThan(50);
  });

  it('starts no further batch', async () => {
    const model = await tinyModelForTest();
    const abort = new AbortController();
    const requests = Array.from({ length: 9 }, (_, index) => ({ index, prompt: QUESTION, maxOutLen: 2 }));
    const given = [];
    for await (const result of model.generate(requests, { signal: abort.signal, batchSize: 3 })) {
      given.push(result.index);
      abort.abort();
    }
    expect(given).toHaveLength(3);
  });
});

it('a model that is closed says so', async () => {
  const model = await tinyModelForTest();
  await model.close();
  const results = inOrder(model.generate([{ index: 0, prompt: 'x' }], { signal }));
  await expect(results).rejects.toMatchObject({ code: 'MODEL_RUN_FAILED' });
});
