import { setTimeout as sleep } from 'node:timers/promises';
import { type GenerateRequest, type GenerateResult, type Model, OcError, type ScoreResult } from 'oc-sdk';
import { describe, expect, it } from 'vitest';
import { modelContract } from '../src/index.ts';
import { brokenCases } from './support/broken-cases.ts';

type Answer = Extract<GenerateResult, { text: string }>;

/** Answers with the prompt; a token is a code point. `change` breaks single results. */
async function* echo(
  requests: readonly GenerateRequest[],
  signal: AbortSignal,
  change: (result: Answer, request: GenerateRequest) => GenerateResult = (result) => result,
): AsyncIterable<GenerateResult> {
  for (const request of requests) {
    await sleep(0);
    if (signal.aborted) return;
    yield change(answer(request), request);
  }
}

function answer({ index, prompt, maxOutLen = 100, stop = [] }: GenerateRequest): Answer {
  const whole = typeof prompt === 'string' ? prompt : (prompt.at(-1)?.content ?? '');
  const stopped = stop.reduce((text, word) => text.split(word, 1)[0] ?? '', whole);
  const out = [...stopped].slice(0, maxOutLen);
  const usage = { promptTokens: [...whole].length, outputTokens: out.length };
  return { index, text: out.join(''), finishReason: 'stop', usage };
}

function modelOf(more: Partial<Model> = {}): Model {
  return { generate: (requests, { signal }) => echo(requests, signal), close: async () => {}, ...more };
}

/** A model with one thing wrong in its results. */
function changing(change: (result: Answer, request: GenerateRequest) => GenerateResult): Model {
  return modelOf({ generate: (requests, { signal }) => echo(requests, signal, change) });
}

function scoring(change: (result: Extract<ScoreResult, { tokens: number }>) => ScoreResult): Model {
  return modelOf({
    async *score(requests, { signal }) {
      if (signal.aborted) return;
      for (const { index, context, continuation } of requests) {
        const tokens = context.length + continuation.length + 1;
        const logProbabilities = Array(tokens - 1).fill(-1);
        yield change({ index, logProbabilities, tokens, continuationTokens: continuation.length });
      }
    },
  });
}

let requestCount = 0;

const EACH = 'gives every request of a call exactly one result, with its index';
const APART = 'gives an answer to the request that it belongs to';
const SCORES = 'scores every request once: natural logarithms, one for every token but the first';

const BROKEN: readonly [flaw: string, complaint: string, create: () => Model][] = [
  ['swaps indices', APART, () => swapping()],
  ['leaves a request out', EACH, () => modelOf({ generate: (r, { signal }) => echo(r.slice(1), signal) })],
  ['answers a request twice', EACH, () => modelOf({ generate: (r, { signal }) => echo([...r, ...r], signal) })],
  ['gives every result the same index', EACH, () => changing((result) => ({ ...result, index: 0 }))],
  [
    'answers when there is no request',
    'gives no result for no request',
    () => modelOf({ generate: (r, { signal }) => echo(r.length > 0 ? r : [{ index: 0, prompt: '' }], signal) }),
  ],
  [
    'fails for no request',
    'gives no result for no request',
    () =>
      modelOf({
        generate: (r, { signal }) => {
          if (r.length === 0) throw new TypeError('reduce of empty array');
          return echo(r, signal);
        },
      }),
  ],
  ['depends on what was asked before', APART, () => changing((r) => ({ ...r, text: `${r.text}${requestCount++}` }))],
  [
    'cuts characters in two',
    'answers in any script',
    () => changing((result) => ({ ...result, text: result.text.replaceAll('🙂', '\ud83d') })),
  ],
  [
    'breaks on an empty prompt',
    'gives a result, if only a failure, for empty, odd and many-turned prompts',
    () =>
      changing((result, { prompt }) => {
        if (prompt.length === 0) throw new Error('nothing to do');
        return result;
      }),
  ],
  [
    'counts half tokens',
    'counts tokens of prompt and answer in whole numbers, more for a longer prompt',
    () => changing((result) => ({ ...result, usage: { promptTokens: 1.5, outputTokens: 1 } })),
  ],
  [
    'writes more than asked for',
    'says why an answer ended, and writes no more tokens than asked for',
    () =>
      modelOf({
        generate: (r, { signal }) =>
          echo(
            r.map(({ maxOutLen: _, ...rest }) => rest),
            signal,
          ),
      }),
  ],
  [
    'leaves the stop word in',
    'ends an answer before a stop word',
    () =>
      modelOf({
        generate: (r, { signal }) =>
          echo(
            r.map(({ stop: _, ...rest }) => rest),
            signal,
          ),
      }),
  ],
  [
    'starts in spite of an abort',
    'starts nothing when the signal is aborted already',
    () => modelOf({ generate: (r) => echo(r, new AbortController().signal) }),
  ],
  [
    'hangs after an abort',
    'ends when the signal is aborted midway, and goes on with the next call',
    () => modelOf({ generate: (r, { signal }) => hanging(r, signal) }),
  ],
  [
    'leaves listeners behind',
    'leaves no listener on the signal',
    () =>
      modelOf({
        generate: (r, { signal }) => {
          signal.addEventListener('abort', () => {});
          return echo(r, signal);
        },
      }),
  ],
  ['changes requests', EACH, () => modelOf({ generate: (r, { signal }) => renumbering(r, signal) })],
  [
    'says a broken concurrency',
    'keeps a whole number of requests in flight, or does not say',
    () => modelOf({ concurrency: 0 }),
  ],
  [
    'counts tokens of nothing',
    'counts the tokens of a text in whole numbers, none for no text',
    () => modelOf({ countTokens: (text) => text.length + 1 }),
  ],
  ['cannot be closed twice', 'can be closed twice', () => closingOnce()],
  [
    'scores with probabilities',
    SCORES,
    () => scoring((r) => ({ ...r, logProbabilities: r.logProbabilities.map(Math.exp) })),
  ],
  [
    'scores with a token too few',
    SCORES,
    () => scoring((r) => ({ ...r, logProbabilities: r.logProbabilities.slice(1) })),
  ],
  [
    'swaps scores',
    'gives scores to the request that they belong to',
    () => scoring((r) => ({ ...r, logProbabilities: r.logProbabilities.map((value) => value - r.index) })),
  ],
];

describe('the cases for models', () => {
  it('pass for one that keeps the contract', async () => {
    expect(await brokenCases(modelContract({ create: () => modelOf() }))).toEqual([]);
  });

  it('pass for one that is asked one request at a time, and scores', async () => {
    const create = () => ({ ...scoring((result) => result), concurrency: 4 });
    expect(await brokenCases(modelContract({ create }))).toEqual([]);
  });

  for (const [flaw, complaint, create] of BROKEN) {
    it(`find one that ${flaw}`, async () => {
      expect(await brokenCases(modelContract({ create, limitMs: 500 }))).toContain(complaint);
    });
  }

  it('find one that answers all prompts alike, which proves nothing', async () => {
    const create = () => changing((result) => ({ ...result, text: 'no' }));
    expect(await brokenCases(modelContract({ create }))).toContain(APART);
    expect(await brokenCases(modelContract({ create, deterministic: false }))).not.toContain(APART);
  });
});

describe('the cases for failures', () => {
  const HOPELESS = 'throws a fatal error where no request can ever be answered';
  const refusing = (fatal: boolean) => () => {
    throw new OcError({ code: 'KEY_REFUSED', message: 'no', fatal });
  };

  it('tell a fatal error from one that may pass', async () => {
    const contract = (createHopeless: () => Model) => modelContract({ create: () => modelOf(), createHopeless });
    expect(await brokenCases(contract(refusing(true)))).toEqual([]);
    expect(await brokenCases(contract(refusing(false)))).toEqual([HOPELESS]);
    expect(await brokenCases(contract(() => modelOf()))).toEqual([HOPELESS]);
  });

  it('find a model that fails all requests with the one that cannot be answered', async () => {
    const tooLong = { code: 'PROMPT_TOO_LONG', message: 'the prompt is too long' };
    const contract = (create: () => Model) => modelContract({ create, unanswerable: 'too long' });
    const failing = () =>
      changing((result, { prompt }) => (prompt === 'too long' ? { index: result.index, error: tooLong } : result));
    const throwing = () =>
      changing((result, { prompt }) => {
        if (prompt === 'too long') throw new OcError(tooLong);
        return result;
      });
    expect(await brokenCases(contract(failing))).toEqual([]);
    expect(await brokenCases(contract(throwing))).toEqual([
      'fails the one request that cannot be answered, and answers the others',
    ]);
  });
});

/** Gives the first two answers of a call to each other's requests. */
function swapping(): Model {
  return modelOf({
    generate: (requests, { signal }) => {
      const swap = (index: number) => (requests.length > 1 && index < 2 ? 1 - index : index);
      return echo(requests, signal, (result) => ({ ...result, index: swap(result.index) }));
    },
  });
}

async function* hanging(requests: readonly GenerateRequest[], signal: AbortSignal): AsyncIterable<GenerateResult> {
  yield* echo(requests, signal);
  if (signal.aborted && requests.length > 3) await new Promise(() => {});
}

function renumbering(requests: readonly GenerateRequest[], signal: AbortSignal): AsyncIterable<GenerateResult> {
  for (const request of requests) Object.assign(request, { prompt: `${request.prompt}!` });
  return echo(requests, signal);
}

function closingOnce(): Model {
  let closed = false;
  return modelOf({
    close: async () => {
      if (closed) throw new Error('closed already');
      closed = true;
    },
  });
}
