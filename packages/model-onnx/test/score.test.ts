import type { ScoreRequest, ScoreResult } from 'oc-sdk';
import { describe, expect, it } from 'vitest';
import { inOrder, signal, tinyModelForTest } from './support/tiny.ts';

async function score(
  requests: readonly Omit<ScoreRequest, 'index'>[],
  { options = {}, context = {}, batchSize = 16 } = {},
): Promise<Extract<ScoreResult, { tokens: number }>[]> {
  const model = await tinyModelForTest(options, context);
  const results = await inOrder(
    model.score(
      requests.map((request, index) => ({ index, ...request })),
      { signal, batchSize },
    ),
  );
  return results.map((result) => {
    if ('error' in result) throw new Error(result.error.message);
    return result;
  });
}

describe('a score', () => {
  it('counts the begin-of-sequence token and scores what follows it', async () => {
    const [result] = await score([{ context: 'Hi', continuation: '' }]);
    expect(result).toMatchObject({
      tokens: 3,
      continuationTokens: 0,
      logProbabilities: [expect.any(Number), expect.any(Number)],
    });
  });

  it('is that of the whole text, wherever it is cut in two', async () => {
    const [one, two, three] = await score([
      { context: '', continuation: 'Review: It was a delightful book.' },
      { context: 'Review: It was', continuation: ' a delightful book.' },
      { context: 'Review: It was a deli', continuation: 'ghtful book.' },
    ]);
    expect(two?.logProbabilities).toEqual(one?.logProbabilities);
    expect(three?.logProbabilities).toEqual(one?.logProbabilities);
    expect(one?.continuationTokens).toBe((one?.tokens ?? 0) - 1);
  });

  it('does not claim tokens that it has not, where a token crosses the seam', async () => {
    // The last word of the context takes more tokens alone than with the letter that completes it.
    const results = await score([
      { context: 'Review: It was a delightfu', continuation: 'l' },
      { context: '', continuation: '' },
    ]);
    for (const { continuationTokens, logProbabilities } of results) {
      expect(continuationTokens).toBeGreaterThanOrEqual(0);
      expect(continuationTokens).toBeLessThanOrEqual(logProbabilities.length);
    }
  });

  it('does not depend on what else is in the batch', async () => {
    const requests = Array.from({ length: 30 }, (_, length) => ({
      context: `Q: ${'9'.repeat(length)}+1=?\nA:`,
      continuation: ' 10',
    }));
    const [alone, together] = [await score(requests, { batchSize: 1 }), await score(requests, { batchSize: 30 })];
    for (const [row, result] of together.entries()) {
      for (const [position, value] of result.logProbabilities.entries()) {
        expect(value).toBeCloseTo(alone[row]?.logProbabilities[position] ?? 0, 3);
      }
    }
  });

  it('keeps the end of a text that is too long', async () => {
    const requests = [
      { context: 'Review: It was a delightful book.\n'.repeat(50), continuation: 'Sentiment: positive' },
    ];
    const [short] = await score(requests, { context: { maxSeqLen: 40 } });
    expect(short).toMatchObject({ tokens: 40 });
    expect(short?.logProbabilities).toHaveLength(39);
    const [long] = await score(requests, { context: { maxSeqLen: 1000 } });
    expect(short?.continuationTokens).toBe(long?.continuationTokens);
  });
});
