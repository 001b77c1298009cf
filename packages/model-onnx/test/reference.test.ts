import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GenerateRequest, Prompt, ScoreRequest } from 'oc-sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inOrder, rowsOf, signal, TINY, type TinyName, tinyModel } from './support/tiny.ts';

interface Answers {
  readonly max_out_len: number;
  readonly answers: readonly string[];
}

interface LogLikelihoods {
  readonly log_likelihoods: readonly { readonly whole_mean: number[]; readonly continuation_sum: number[] }[];
}

type Reference = Record<
  TinyName,
  Record<'arithmetic_gen' | 'arithmetic_gen_5shot' | 'geography_gen' | 'arithmetic_chat', Answers> &
    Record<'capitals_cloze' | 'sentiment_ppl', LogLikelihoods>
>;

/** Computed with PyTorch. */
const reference: Reference = JSON.parse(readFileSync(join(TINY, 'reference.json'), 'utf8'));

const sums = rowsOf('arithmetic_gen');
const asText = ({ question }: Record<string, string>) => `Q: ${question}\nA:`;
const asChat = (row: Record<string, string>) => [{ role: 'user', content: asText(row) } as const];

describe.each(['tiny-m', 'tiny-s'] as const)('%s agrees with PyTorch', (path) => {
  let model: Awaited<ReturnType<typeof tinyModel>>;
  beforeAll(async () => {
    model = await tinyModel({ path });
  });
  afterAll(() => model.close());

  const sets = [
    ['arithmetic_gen', sums.map(asText)],
    ['arithmetic_chat', sums.map(asChat)],
    ['geography_gen', rowsOf('geography_gen').map(asText)],
  ] as const;

  describe.each(sets)('on the answers of %s', (set, prompts: readonly Prompt[]) => {
    const { answers, max_out_len } = reference[path][set];
    const requests: GenerateRequest[] = answers.map((_, index) => ({
      index,
      prompt: prompts[index] ?? '',
      maxOutLen: max_out_len,
    }));

    it.each([1, 7, 48])('to the letter, %i rows at a time', async (batchSize) => {
      const results = await inOrder(model.generate(requests, { signal, batchSize }));
      expect(results.map((result) => 'text' in result && result.text)).toEqual(answers);
    });

    it('up to the stop word', async () => {
      const stopping = requests.map((request) => ({ ...request, stop: ['\n'] }));
      const results = await inOrder(model.generate(stopping, { signal }));
      expect(results.map((result) => 'text' in result && result.text)).toEqual(
        answers.map((answer) => answer.split('\n')[0]),
      );
    });
  });

  const choices = [
    [
      'capitals_cloze',
      rowsOf('capitals_mcq').map((row) => [asText(row), ...['A', 'B', 'C', 'D'].map((letter) => ` ${row[letter]}`)]),
    ],
    [
      'sentiment_ppl',
      rowsOf('sentiment_ppl').map(({ text }) => [`Review: ${text}\nSentiment:`, ' positive', ' negative']),
    ],
  ] as const;

  it.each(choices)('on the log-likelihoods of %s', async (set, rows) => {
    const expected = reference[path][set].log_likelihoods;
    const requests: ScoreRequest[] = rows
      .slice(0, expected.length)
      .flatMap(([context = '', ...options]) => options.map((continuation) => ({ context, continuation })))
      .map((request, index) => ({ index, ...request }));
    const results = await inOrder(model.score(requests, { signal }));
    const sums = results.map((result) => {
      if ('error' in result) throw new Error(result.error.message);
      const { logProbabilities, continuationTokens } = result;
      return {
        mean: sum(logProbabilities) / logProbabilities.length,
        end: sum(logProbabilities.slice(-continuationTokens)),
      };
    });
    const differences = [
      ...expected.flatMap(({ whole_mean }) => whole_mean).map((mean, row) => Math.abs(mean - (sums[row]?.mean ?? 1e9))),
      ...expected
        .flatMap(({ continuation_sum }) => continuation_sum)
        .map((end, row) => Math.abs(end - (sums[row]?.end ?? 1e9))),
    ];
    expect(Math.max(...differences)).toBeLessThan(1e-3);
  });
});

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
