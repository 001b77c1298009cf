import type { GenerateRequest, ScoreRequest, ScoreResult } from 'oc-sdk';
import { describe, expect, it } from 'vitest';
import { ask, inferencerOf, recorder } from './support.ts';

const CHAT = { prompt_template: { template: [{ expand_column: 'talk' }] } };
const TALK = [
  { role: 'user', content: 'one' },
  { role: 'assistant', content: 'ONE' },
  { role: 'user', content: 'two' },
  { role: 'assistant', content: 'TWO' },
] as const;
const reader = { input_columns: ['talk'], output_column: null };

/** Answers with how many messages it was given. */
function counting() {
  const asked: GenerateRequest['prompt'][] = [];
  return {
    asked,
    model: {
      async *generate(requests: readonly GenerateRequest[]) {
        for (const { index, prompt } of requests) {
          asked.push(prompt);
          yield { index, text: `after ${prompt.length}`, usage: { promptTokens: 2, outputTokens: 1 } };
        }
      },
    },
  };
}

function chat(infer_mode: string) {
  return inferencerOf({ ...CHAT, inferencer: { type: 'ChatInferencer', infer_mode } }, { reader });
}

describe('the chat inferencer', () => {
  it('writes the last turn after the given ones', async () => {
    const { model, asked } = counting();
    const [answer] = await ask(chat('last'), model, [{ talk: TALK }]);
    expect(asked).toEqual([TALK.slice(0, 3)]);
    expect(answer?.record).toMatchObject({ prediction: 'after 3', gold: 'TWO' });
  });

  it('writes every turn after its own earlier ones', async () => {
    const { model, asked } = counting();
    const [answer] = await ask(chat('every'), model, [{ talk: TALK }]);
    expect(asked).toEqual([TALK.slice(0, 1), [TALK[0], { role: 'assistant', content: 'after 1' }, TALK[2]]]);
    expect(answer).toMatchObject({
      promptTokens: 4,
      outputTokens: 2,
      record: { prediction: ['after 1', 'after 3'], gold: ['ONE', 'TWO'] },
    });
  });

  it('writes every turn after the given ones', async () => {
    const { model, asked } = counting();
    await ask(chat('every_with_gt'), model, [{ talk: TALK }]);
    expect(asked).toEqual([TALK.slice(0, 1), TALK.slice(0, 3)]);
  });

  it('makes a turn of every position where columns are lists of texts, all of the same length', async () => {
    const template = {
      round: [
        { role: 'HUMAN', prompt: '{q}' },
        { role: 'BOT', prompt: '{a}' },
      ],
    };
    const inferencer = inferencerOf({
      prompt_template: { template },
      inferencer: { type: 'chat', infer_mode: 'every' },
    });
    const { model, asked } = counting();
    const [good, bad] = await ask(inferencer, model, [
      { q: ['p', 'r'], a: ['s', 't'] },
      { q: ['p', 'r'], a: ['s'] },
    ]).then((answers) => answers.toSorted((a, b) => a.position - b.position));
    expect(asked).toHaveLength(2);
    expect(good?.record).toMatchObject({ prediction: ['after 1', 'after 3'], gold: ['s', 't'] });
    expect(bad?.record).toMatchObject({
      status: 'failed',
      error: { code: 'LENGTHS_DIFFER', message: expect.stringContaining('q 2, a 1') },
    });
  });

  it('fails a conversation in which nobody asks', async () => {
    const [answer] = await ask(chat('last'), counting().model, [{ talk: [] }]);
    expect(answer?.record).toMatchObject({ error: { code: 'EMPTY_CONVERSATION' } });
  });
});

describe('the self-consistency inferencer', () => {
  it('asks for several answers to one prompt, each a replica of its own, and keeps the list', async () => {
    const { model, generated } = recorder();
    const inferencer = { type: 'sc', sc_size: 3, generation_kwargs: { temperature: 0.7 } };
    const [answer] = await ask(inferencerOf({ prompt_template: { template: 'Q {q}' }, inferencer }), model, [
      { q: 'x', a: 'y' },
    ]);
    expect(generated.map(({ index, ...rest }) => rest)).toEqual(
      [0, 1, 2].map((replica) => ({ prompt: 'Q x', generationKwargs: { temperature: 0.7 }, replica })),
    );
    expect(answer?.record).toMatchObject({ prediction: ['t0', 't1', 't2'], gold: 'y', origin_prompt: 'Q x' });
  });
});

/** Scores the continuation as a table says, each character of the context -1. */
function table(nlls: Readonly<Record<string, readonly number[]>>) {
  const asked: string[] = [];
  return {
    asked,
    model: {
      async *score(requests: readonly ScoreRequest[]) {
        for (const { index, context, continuation } of requests) {
          asked.push(`${context}|${continuation}`);
          const own = nlls[`${context}|${continuation}`] ?? nlls[continuation] ?? [];
          const logProbabilities = [...[...context].map(() => -1), ...own.map((nll) => -nll)];
          const tokens = logProbabilities.length + 1;
          yield { index, logProbabilities, tokens, continuationTokens: own.length } satisfies ScoreResult;
        }
      },
    },
  };
}

describe('ppl with a normalizing text', () => {
  const template = { a: '{q}<S>first', b: '{q}<S>second' };
  const infer = {
    prompt_template: { template, sep_token: '<S>' },
    inferencer: { type: 'ppl', normalizing_str: 'Answer:' },
  };

  it('takes the answer behind the prompt, less the answer behind that text', async () => {
    const { model, asked } = table({
      'x|first': [2, 4],
      'x|second': [3],
      'Answer:|first': [1, 1],
      'Answer:|second': [2.5],
    });
    const [answer] = await ask(inferencerOf(infer), model, [{ q: 'x' }]);
    expect(asked).toEqual(['x|first', 'x|second', 'Answer:|first', 'Answer:|second']);
    expect(answer?.record).toMatchObject({
      prediction: 'b',
      labels: [
        { label: 'a', prompt: 'xfirst', nll: 6, tokens: 2, score: 2 },
        { label: 'b', nll: 3, tokens: 1, score: 0.5 },
      ],
    });
  });

  it('needs the mark in every text', async () => {
    const unmarked = { ...infer, prompt_template: { template: { ...template, b: '{q}second' }, sep_token: '<S>' } };
    const sample = { index: 0, id: '0', position: 0, replica: 0, row: { q: 'x' } };
    await expect(inferencerOf(unmarked).prepare([sample])).rejects.toMatchObject({ code: 'NO_ANSWER_MARK' });
  });
});

describe('the ll inferencer', () => {
  const template = { one: 'The cup {q} {cont}', two: 'The bag {q} {cont}' };
  const infer = { prompt_template: { template }, inferencer: { type: 'LLInferencer' } };
  const settings = { reader: { input_columns: ['q', 'cont'] } };

  it('finds the label after which the text of the column is likeliest', async () => {
    const { model, asked } = table({ 'The cup x |is big': [1, 3], 'The bag x |is big': [1, 2] });
    const [answer] = await ask(inferencerOf(infer, settings), model, [{ q: 'x', cont: 'is big' }]);
    expect(asked).toEqual(['The cup x |is big', 'The bag x |is big']);
    expect(answer?.record).toMatchObject({ prediction: 'two', labels: [{ nll: 4 }, { nll: 3, tokens: 2 }] });
  });

  it('fails a sample whose prompt does not end with that text', async () => {
    const other = { ...infer, prompt_template: { template: { one: '{cont} {q}' } } };
    const [answer] = await ask(inferencerOf(other, settings), table({}).model, [{ q: 'x', cont: 'y' }]);
    expect(answer?.record).toMatchObject({ status: 'failed', error: { code: 'NO_CONTINUATION' } });
  });
});

describe('the clp inferencer', () => {
  const infer = { prompt_template: { template: '{q}' }, inferencer: { type: 'clp' } };
  const settings = { reader: { input_columns: ['q', 'choices'] } };

  it('gives each choice its share among them', async () => {
    const { model } = table({ yes: [-Math.log(0.3)], no: [-Math.log(0.1)] });
    const [answer] = await ask(inferencerOf(infer, settings), model, [{ q: 'x', choices: ['no', 'yes'] }]);
    expect(answer?.record).toMatchObject({ prediction: 'yes' });
    const labels = answer?.record.status === 'ok' && 'labels' in answer.record ? answer.record.labels : [];
    expect(labels.map(({ probability }) => probability)).toEqual([expect.closeTo(0.25, 12), expect.closeTo(0.75, 12)]);
  });

  it.each([
    ['CHOICE_NOT_ONE_TOKEN', ['yes']],
    ['NO_CHOICES', []],
    ['NO_CHOICES', 'yes'],
    ['NO_CHOICES', ['']],
  ])('fails a sample with %s for the choices %j', async (code, choices) => {
    const [answer] = await ask(inferencerOf(infer, settings), table({ yes: [1, 1] }).model, [{ q: 'x', choices }]);
    expect(answer?.record).toMatchObject({ status: 'failed', error: { code } });
  });
});

describe('the ppl_only inferencer', () => {
  it('gives the perplexity of the prompt, as OpenCompass counts tokens', async () => {
    const infer = { prompt_template: { template: '{q}' }, inferencer: { type: 'PPLOnlyInferencer' } };
    const { model } = table({ x: [1, 2, 3] });
    const [answer] = await ask(inferencerOf(infer, { reader: { output_column: null } }), model, [{ q: 'x' }]);
    expect(answer?.record).toMatchObject({ prediction: '1.5', labels: [{ label: '', nll: 6, tokens: 4, score: 1.5 }] });
  });
});
