import { describe, expect, it } from 'vitest';
import { ask, inferencerOf, NO_LIMITS, recorder } from './support.ts';

const template = { prompt_template: { template: 'Q {q}' } };

describe('the gen inferencer', () => {
  it('writes a line per answer with prompt, reference, tokens and why the model stopped', async () => {
    const usage = { promptTokens: 3, outputTokens: 2 };
    const [answer] = await ask(
      inferencerOf(template),
      {
        async *generate() {
          yield { index: 0, text: ' yes', finishReason: 'length', usage };
        },
      },
      [{ q: 'x', a: 'y' }],
    );
    expect(answer).toEqual({
      position: 0,
      ...usage,
      record: {
        index: 10,
        status: 'ok',
        id: 'id0',
        origin_prompt: 'Q x',
        prediction: ' yes',
        gold: 'y',
        finish_reason: 'length',
        prompt_tokens: 3,
        output_tokens: 2,
      },
    });
    expect(Object.keys(answer?.record ?? {}).slice(0, 2)).toEqual(['index', 'status']);
  });

  it('leaves out of a line what there is not', async () => {
    const [answer] = await ask(inferencerOf(template), recorder().model, [{ q: 'x' }]);
    expect(answer?.record).toEqual({ index: 10, status: 'ok', id: 'id0', origin_prompt: 'Q x', prediction: 't0' });
  });

  it('gives every answer to its own sample, whatever the order', async () => {
    const answers = await ask(
      inferencerOf(template),
      {
        async *generate(requests) {
          for (const { index, prompt } of requests.toReversed()) yield { index, text: String(prompt) };
        },
      },
      ['x', 'y', 'z'].map((q) => ({ q })),
    );
    expect(
      answers.map(({ position, record }) => [position, record.index, 'prediction' in record && record.prediction]),
    ).toEqual([
      [2, 12, 'Q z'],
      [1, 11, 'Q y'],
      [0, 10, 'Q x'],
    ]);
  });

  it('writes a failed line where the model could not answer', async () => {
    const error = { code: 'HTTP_400', message: 'too long' };
    const [answer] = await ask(
      inferencerOf(template),
      {
        async *generate() {
          yield { index: 0, error };
        },
      },
      [{ q: 'x' }],
    );
    expect(answer?.record).toEqual({ index: 10, status: 'failed', id: 'id0', error });
  });

  it.each([
    ['neither says', {}, NO_LIMITS, {}, undefined],
    ['only the model says', {}, { maxOutLen: 7, minOutLen: 1, batchSize: 4 }, { maxOutLen: 7, minOutLen: 1 }, 4],
    [
      'both say',
      { max_out_len: 9, min_out_len: 2, batch_size: 3 },
      { maxOutLen: 7, minOutLen: 1, batchSize: 4 },
      { maxOutLen: 9, minOutLen: 2 },
      3,
    ],
  ])('takes the limits of the dataset before those of the model: %s', async (_, own, limits, sent, batchSize) => {
    const inferencer = inferencerOf({ ...template, inferencer: { type: 'gen', ...own } }, { limits });
    const { model, generated } = recorder();
    await ask(inferencer, model, [{ q: 'x' }]);
    expect(generated).toEqual([{ index: 0, prompt: 'Q x', ...sent }]);
    expect(inferencer.batchSize).toBe(batchSize);
  });

  it('hands stop words on', async () => {
    const { model, generated } = recorder();
    await ask(inferencerOf({ ...template, inferencer: { type: 'gen', stopping_criteria: ['\n'] } }), model, [
      { q: 'x' },
    ]);
    expect(generated[0]?.stop).toEqual(['\n']);
  });
});
