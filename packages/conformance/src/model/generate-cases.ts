import assert from 'node:assert/strict';
import type { GenerateResult, Prompt } from 'oc-sdk';
import { answered, checkFailure, checkIndices, collect, freshSignal, generateAll } from './calls.ts';
import { type ModelCase, type ModelCaseTools, requestsOf } from './case.ts';

const UNICODE = ['Grüße, e\u0301 and ﬁ', '数据集是什么？', 'مرحبا بالعالم', '🙂👩‍👩‍👧‍👦🇦🇹', '\u{10ffff}\u200b\u202e'];
/** A surrogate without its other half: what is left of a character that was cut. */
const HALF_A_PAIR = /\p{Surrogate}/u;
const ODD_PROMPTS: readonly Prompt[] = [
  '',
  ' ',
  '\n\n',
  'a\u0000b\u0007',
  'half a pair: \ud83d',
  [],
  [{ role: 'user', content: '' }],
  [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'Say one.' },
    { role: 'assistant', content: 'One.' },
    { role: 'user', content: 'Say two.' },
  ],
];

/** Every request gets its own answer, once. */
export const generateCases: readonly ModelCase[] = [
  ['gives every request of a call exactly one result, with its index', answersEach],
  ['gives an answer to the request that it belongs to', keepsAnswersApart],
  ['gives no result for no request', answersNothing],
  ['answers in any script', answersUnicode],
  ['gives a result, if only a failure, for empty, odd and many-turned prompts', survivesOddPrompts],
  ['counts tokens of prompt and answer in whole numbers, more for a longer prompt', countsUsage],
  ['says why an answer ended, and writes no more tokens than asked for', keepsToLength],
  ['ends an answer before a stop word', stopsAtWord],
  ['counts the tokens of a text in whole numbers, none for no text', countsTokens],
  ['renders a prompt with its tokens in whole numbers, if at all', rendersPrompts],
  ['keeps a whole number of requests in flight, or does not say', saysConcurrency],
  ['can be closed twice', closesTwice],
];

async function answersEach({ model, requests }: ModelCaseTools): Promise<void> {
  const results = await collect(model.generate(requests, { signal: freshSignal() }));
  checkIndices(results, requests);
  for (const result of results) assert.equal(typeof answered(result).text, 'string');
  assert.deepEqual(JSON.parse(JSON.stringify(results)), results, 'results change on their way through JSON');
}

/** Alone, a request cannot be confused with another: so the answers must be the same. */
async function keepsAnswersApart({ model, prompts, deterministic }: ModelCaseTools): Promise<void> {
  if (!deterministic) return;
  const order = [...prompts, ...prompts.toReversed()];
  const together = (await generateAll(model, requestsOf(order))).map((result) => answered(result).text);
  for (const [position, prompt] of order.entries()) {
    const [alone] = await generateAll(model, requestsOf([prompt]));
    assert.equal(together[position], answered(alone).text, `answer ${position}, among others and alone`);
  }
  assert.ok(new Set(together).size > 1, 'all prompts have the same answer: give `prompts` that tell answers apart');
}

async function answersNothing({ model }: ModelCaseTools): Promise<void> {
  assert.deepEqual(await collect(model.generate([], { signal: freshSignal() })), []);
}

async function answersUnicode({ model }: ModelCaseTools): Promise<void> {
  for (const result of await generateAll(model, requestsOf(UNICODE))) {
    const { text } = answered(result);
    assert.doesNotMatch(text, HALF_A_PAIR, `half a character in ${JSON.stringify(text)}`);
  }
}

async function survivesOddPrompts({ model, textOnly }: ModelCaseTools): Promise<void> {
  const prompts = textOnly ? ODD_PROMPTS.filter((prompt) => typeof prompt === 'string') : ODD_PROMPTS;
  for (const result of await generateAll(model, requestsOf(prompts))) checkResult(result);
}

async function countsUsage({ model, prompts }: ModelCaseTools): Promise<void> {
  const [short = ''] = prompts;
  const results = await generateAll(model, requestsOf([short, `${short} `.repeat(8)]));
  const [less, more] = results.map((result) => answered(result).usage);
  for (const usage of [less, more]) {
    for (const [what, number] of Object.entries(usage ?? {})) checkCount(what, number);
  }
  if (less && more) assert.ok(less.promptTokens < more.promptTokens, 'a longer prompt has no more tokens');
}

async function keepsToLength({ model, prompts }: ModelCaseTools): Promise<void> {
  for (const result of await generateAll(model, requestsOf(prompts, { maxOutLen: 1 }))) {
    const { finishReason, usage } = answered(result);
    assert.ok([undefined, 'stop', 'length'].includes(finishReason), `finish reason is ${finishReason}`);
    if (usage) assert.ok(usage.outputTokens <= 1, `${usage.outputTokens} tokens where 1 was asked for`);
  }
}

async function stopsAtWord({ model, prompts, deterministic }: ModelCaseTools): Promise<void> {
  const prompt = prompts.at(-1) ?? '';
  const free = answered((await generateAll(model, requestsOf([prompt])))[0]).text;
  const word = [...free].at(2) ?? 'e';
  const stopped = answered((await generateAll(model, requestsOf([prompt], { stop: [word, 'never said'] })))[0]).text;
  assert.ok(!stopped.includes(word), `${JSON.stringify(stopped)} holds the stop word ${JSON.stringify(word)}`);
  if (deterministic)
    assert.ok(free.startsWith(stopped), `${JSON.stringify(stopped)} is no start of ${JSON.stringify(free)}`);
}

async function rendersPrompts({ model, prompts }: ModelCaseTools): Promise<void> {
  for (const prompt of [...prompts, ...ODD_PROMPTS]) {
    const { text, tokens } = (await model.renderPrompt?.(prompt)) ?? {};
    if (text !== undefined && typeof prompt === 'string') assert.equal(text, prompt, 'a text is read as it stands');
    if (tokens !== undefined) assert.ok(Number.isInteger(tokens) && tokens >= 0, `${tokens} tokens`);
  }
}

async function countsTokens({ model }: ModelCaseTools): Promise<void> {
  if (!model.countTokens) return;
  assert.equal(await model.countTokens(''), 0);
  for (const text of UNICODE) checkCount('countTokens', await model.countTokens(text));
  const [one, many] = [await model.countTokens('word '), await model.countTokens('word '.repeat(100))];
  assert.ok(one > 0 && many > one, `${one} tokens, and ${many} for a hundred times the text`);
}

async function saysConcurrency({ model }: ModelCaseTools): Promise<void> {
  const { concurrency } = model;
  if (concurrency !== undefined) assert.ok(Number.isInteger(concurrency) && concurrency > 0, `it is ${concurrency}`);
}

async function closesTwice({ model, requests }: ModelCaseTools): Promise<void> {
  await generateAll(model, requests);
  await model.close();
  await model.close();
}

function checkResult(result: GenerateResult): void {
  if ('error' in result) checkFailure(result);
  else assert.equal(typeof result.text, 'string');
}

function checkCount(what: string, number: number): void {
  assert.ok(Number.isInteger(number) && number >= 0, `${what} is ${number}`);
}
