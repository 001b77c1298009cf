import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { endAttempt } from 'oc-sdk/run-directory';
import { describe, expect, it } from 'vitest';
import { pluginText, questions, type RunOptions, type TestRun, testRun } from '../support.ts';

/** A model behind a server: answers each request after 5 ms, and notes how many were open together. */
const SERVER = pluginText(
  'model',
  `({ limit, log }) => {
    let open = 0;
    const generate = async function* ([request], { signal }) {
      open += 1;
      appendFileSync(log, JSON.stringify({ prompt: request.prompt, open }) + '\\n');
      try {
        if (request.prompt === 'fatal') throw Object.assign(new Error('no key'), { fatal: true, code: 'BAD_KEY', [Symbol.for('oc-core.error')]: true });
        if (request.prompt === 'odd') throw new Error('odd');
        await sleep(5, undefined, { signal });
        yield { index: request.index, text: request.prompt };
      } finally {
        open -= 1;
      }
    };
    return { concurrency: limit, generate, close: async () => {} };
  }`,
);

async function serverRun(
  options: RunOptions,
  limit = 8,
): Promise<TestRun & { log(): Promise<{ prompt: string; open: number }[]> }> {
  const run = await testRun({
    ...options,
    files: { 'server.mjs': SERVER, ...options.files },
    spec: {},
    model: { type: './server.mjs', limit, log: 'unset' },
  });
  const log = join(run.folder, 'log.jsonl');
  const path = run.directory.stage('infer').spec(1);
  await writeFile(path, (await readFile(path, 'utf8')).replace('"unset"', JSON.stringify(log)));
  await appendFile(log, '');
  return {
    ...run,
    log: async () =>
      (await readFile(log, 'utf8'))
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line)),
  };
}

function partsOf(dataset: string, count: number, size: number): { dataset: string; start: number; end: number }[][] {
  return Array.from({ length: count }, (_, i) => [{ dataset, start: i * size, end: (i + 1) * size }]);
}

describe('the infer stage of a worker', () => {
  it('answers every sample of every open task once, and ends them', async () => {
    const run = await testRun({ rows: { a: questions(40), b: questions(3) } });
    expect(await run.work()).toBe(0);
    const answers = await run.answers('a');
    expect(answers.map(({ index }) => index).sort((x, y) => x - y)).toEqual(Array.from({ length: 40 }, (_, i) => i));
    expect(answers[0]).toMatchObject({ status: 'ok', origin_prompt: 'q0', prediction: 'q0', gold: 'q0' });
    expect(await run.answers('b')).toHaveLength(3);
    expect(await run.ends()).toEqual(['1-00000.0 succeeded', '1-00001.0 succeeded']);
  });

  it('tells the launcher what it does, in order', async () => {
    const run = await testRun({ rows: { a: questions(3) }, tasks: [[{ dataset: 'a', start: 0, end: 3 }]] });
    await run.work();
    const events = (await run.events()).map(({ time, ...event }) => event);
    expect(events).toEqual([
      { event: 'began', host: hostname(), gpus: [] },
      { event: 'ready', loadSeconds: expect.any(Number) },
      { event: 'claimed', task: '1-00000', attempt: 0 },
      { event: 'started', task: '1-00000', attempt: 0 },
      { event: 'samples', task: '1-00000', dataset: 'a', done: 3, failed: 0, promptTokens: 6, outputTokens: 6 },
      { event: 'part', task: '1-00000', attempt: 0, part: 0, failed: 0 },
      { event: 'ended', task: '1-00000', attempt: 0, status: 'succeeded' },
      { event: 'left' },
    ]);
  });

  it('shares tasks with other workers: no sample is asked twice', async () => {
    const run = await testRun({ rows: { a: questions(9) }, tasks: partsOf('a', 9, 1) });
    expect(await Promise.all(['w1', 'w2', 'w3'].map((worker) => run.work({ worker })))).toEqual([0, 0, 0]);
    expect((await run.answers('a')).map(({ index }) => index).sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect(await run.ends()).toHaveLength(9);
  });

  it('keeps the limit of requests in flight, no more and no fewer, across the borders of tasks', async () => {
    // Answers nothing until eight requests are open, or all are in: a worker that drains at a border would hang.
    const model = pluginText(
      'model',
      `() => {
        let waiting = [];
        let asked = 0;
        return { concurrency: 8, close: async () => {}, async *generate([{ index, prompt }]) {
          asked += 1;
          await new Promise((resolve) => {
            waiting.push(resolve);
            if (waiting.length > 8) throw new Error('too many');
            if (waiting.length === 8 || asked === 45) waiting.splice(0).forEach((answer) => answer());
          });
          yield { index, text: prompt };
        } };
      }`,
    );
    const files = { 'm.mjs': model };
    const tasks = [...partsOf('a', 5, 1), ...partsOf('b', 8, 5)];
    const run = await testRun({
      rows: { a: questions(5), b: questions(40) },
      tasks,
      files,
      model: { type: './m.mjs' },
    });
    expect(await run.work()).toBe(0);
    expect(await run.ends()).toHaveLength(13);
    expect((await run.ends()).every((end) => end.endsWith('.0 succeeded'))).toBe(true);
  });

  it('stops at the first fatal failure, keeps the answers there are and gives tasks back', async () => {
    const rows = questions(90);
    rows[20] = { question: 'fatal', answer: '' };
    const run = await serverRun({ rows: { a: rows }, tasks: partsOf('a', 9, 10) });
    expect(await run.work()).toBe(1);
    expect((await run.log()).length).toBeLessThan(40);
    expect(await run.endsOf('1-00002')).toMatchObject([
      { status: 'failed', code: 'BAD_KEY', fatal: true, detail: 'no key' },
    ]);
    expect((await run.answers('a')).length).toBeGreaterThanOrEqual(20);
    expect((await run.events()).at(-1)).toMatchObject({ event: 'broken', code: 'BAD_KEY', fatal: true });
    const held = (await run.events()).filter(({ event }) => event === 'claimed').length;
    expect(await run.ends()).toHaveLength(held);
  });

  it('fails only the task of a failure that is not fatal, and asks on; the task is tried again', async () => {
    const rows = questions(50);
    rows[20] = { question: 'odd', answer: '' };
    const run = await serverRun({ rows: { a: rows }, tasks: partsOf('a', 5, 10) });
    expect(await run.work()).toBe(0);
    expect(await run.ends()).toEqual([
      '1-00000.0 succeeded',
      '1-00001.0 succeeded',
      '1-00002.0 failed',
      '1-00002.1 failed',
      '1-00003.0 succeeded',
      '1-00004.0 succeeded',
    ]);
    const indices = (await run.answers('a')).map(({ index }) => index);
    expect(new Set(indices).size).toBe(indices.length);
  });

  it('asks in a later attempt only what is not answered', async () => {
    const run = await serverRun({ rows: { a: questions(10) } });
    const first = run.directory.predictionsOf('m', 'a', 'f', '1-00000', 0);
    const stage = run.directory.stage('infer');
    await mkdir(join(first, '..'), { recursive: true });
    const answered = [3, 4, 9].map((index) => ({
      index,
      status: 'ok',
      id: `${index}`,
      prediction: '',
      origin_prompt: '',
    }));
    await writeFile(
      first,
      [...answered.map((line) => JSON.stringify(line)), '{"index":5,"status":"ok","torn'].join('\n'),
    );
    await writeFile(stage.claim('1-00000', 0), '{}');
    await endAttempt(stage, { task: '1-00000', attempt: 0, worker: 'x', time: '', status: 'released', detail: '' });
    expect(await run.work()).toBe(0);
    expect((await run.log()).map(({ prompt }) => prompt).sort()).toEqual(['q0', 'q1', 'q2', 'q5', 'q6', 'q7', 'q8']);
  });

  it('writes a failed sample and goes on: the task has succeeded with that said', async () => {
    const model = pluginText(
      'model',
      `() => ({ close: async () => {}, async *generate(requests) {
        for (const { index, prompt } of requests)
          yield prompt === 'q1' ? { index, error: { code: 'HTTP_400', message: 'no' } } : { index, text: prompt };
      } })`,
    );
    const run = await testRun({ rows: { a: questions(3) }, files: { 'm.mjs': model }, model: { type: './m.mjs' } });
    expect(await run.work()).toBe(0);
    expect(await run.endsOf('1-00000')).toMatchObject([{ status: 'succeeded', failedSamples: 1 }]);
    expect((await run.events()).find(({ event }) => event === 'part')).toMatchObject({ failed: 1 });
    expect((await run.answers('a')).map(({ status }) => status)).toEqual(['ok', 'failed', 'ok']);
  });

  it.each([
    ['skips a request', 'if (index !== 1) yield { index, text: prompt };', 'ANSWERS_MISSING'],
    ['answers twice', 'yield { index: 0, text: prompt };', 'ANSWERS_UNASKED'],
    ['answers what was not asked', 'yield { index: index + 100, text: prompt };', undefined],
  ])('fails the task where a model %s', async (_, body, code) => {
    const model = pluginText(
      'model',
      `() => ({ close: async () => {}, async *generate(requests) { for (const { index, prompt } of requests) { ${body} } } })`,
    );
    const run = await testRun({ rows: { a: questions(3) }, files: { 'm.mjs': model }, model: { type: './m.mjs' } });
    expect(await run.work()).toBe(0);
    const ends = await run.endsOf('1-00000');
    expect(ends).toHaveLength(2);
    expect(ends[0]).toMatchObject({ status: 'failed', reason: 'error', ...(code ? { code } : {}) });
  });

  it('breaks where the model cannot be loaded, and says why', async () => {
    const model = pluginText('model', `() => { throw new Error('no such file'); }`);
    const run = await testRun({ rows: { a: questions(3) }, files: { 'm.mjs': model }, model: { type: './m.mjs' } });
    expect(await run.work()).toBe(1);
    expect(await run.events()).toMatchObject([
      { event: 'began' },
      { event: 'broken', code: 'UNEXPECTED', message: 'no such file', fatal: false },
    ]);
  });

  it('breaks with the code of what its arguments lack', async () => {
    const run = await testRun({ rows: { a: questions(1) }, spec: { models: {} } });
    expect(await run.work()).toBe(1);
    expect(await run.events()).toMatchObject([{ event: 'began' }, { event: 'broken', code: 'BAD_WORKER_ARGUMENTS' }]);
  });

  it('finishes the requests in flight when it is asked to end, and begins no others', async () => {
    const run = await serverRun({ rows: { a: questions(500) } });
    const stopping = new AbortController();
    const working = run.work({ stopping: stopping.signal });
    while ((await run.log()).length < 20) await new Promise((resolve) => setTimeout(resolve, 1));
    stopping.abort();
    expect(await working).toBe(0);
    const asked = (await run.log()).length;
    expect(asked).toBeLessThan(500);
    expect(await run.answers('a')).toHaveLength(asked);
    expect(await run.ends()).toEqual([]);
  });

  it('drops the requests in flight when it is told so', async () => {
    const model = pluginText(
      'model',
      `() => ({ concurrency: 4, close: async () => {}, async *generate([{ index }], { signal }) {
        await sleep(600_000, undefined, { signal });
        yield { index, text: '' };
      } })`,
    );
    const run = await testRun({ rows: { a: questions(20) }, files: { 'm.mjs': model }, model: { type: './m.mjs' } });
    const [stopping, aborted] = [new AbortController(), new AbortController()];
    const working = run.work({ stopping: stopping.signal, aborted: aborted.signal });
    while (!(await run.events()).some(({ event }) => event === 'started')) await new Promise(setImmediate);
    stopping.abort();
    aborted.abort();
    expect(await working).toBe(0);
    expect(await run.ends()).toEqual([]);
  });

  it('fails the task for good where the dataset has lost rows since the plan was made', async () => {
    const splits = { a: { test: { rows: 9, contentHash: 'h' } } };
    const tasks = [[{ dataset: 'a', start: 0, end: 9 }]];
    const run = await testRun({ rows: { a: questions(3) }, spec: { splits }, tasks });
    expect(await run.work()).toBe(0);
    expect(await run.endsOf('1-00000')).toMatchObject([{ status: 'failed', code: 'DATASET_CHANGED', fatal: true }]);
  });

  it('takes nothing when it is to end before it begins', async () => {
    const run = await testRun({ rows: { a: questions(5) } });
    expect(await run.work({ stopping: AbortSignal.abort() })).toBe(0);
    expect(await run.ends()).toEqual([]);
  });
});
