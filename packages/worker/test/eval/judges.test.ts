import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { SampleRecord } from 'oc-sdk/run-directory';
import { describe, expect, it } from 'vitest';
import { jsonl, never, pluginText, QUESTION, questions, type TestRun, testRun } from '../support.ts';

/** Asks its judge about every prediction at once: all are right, but `failed` where the judge could not be asked. */
const ASKS = `
  export default { kind: 'evaluator', apiVersion: 1, name: 'asks', summary: 'For a test.',
    optionsSchema: { type: 'object', additionalProperties: true, properties: {} },
    blocks: { judge_cfg: { kind: 'model' } },
    async create({ judge_cfg }, { createModel }) {
      const judge = await createModel(judge_cfg);
      return { async evaluate(samples, { signal }) {
        const requests = samples.map(({ prediction }, index) => ({ index, prompt: 'judge ' + prediction }));
        const details = samples.map(() => ({}));
        for await (const { index, text, error } of judge.generate(requests, { signal }))
          details[index] = error ? { failed: error } : { text: judge.postprocess(text), judge: judge.abbr, correct: true };
        const known = details.filter(({ failed }) => !failed);
        return { metrics: { accuracy: known.length && 100 }, details };
      } };
    } };
`;

/** Writes down every call it gets; fails what ends in a file's text. */
const JUDGE = pluginText(
  'model',
  `({ log, fails, concurrency }) => ({
    concurrency,
    async *generate(requests) {
      const { readFileSync } = await import('node:fs');
      appendFileSync(log, requests.map(({ prompt, maxOutLen }) => prompt + '/' + maxOutLen).join(',') + '\\n');
      const bad = readFileSync(fails, 'utf8');
      for (const { index, prompt } of requests.toReversed()) {
        if (bad !== '' && prompt.endsWith(bad)) yield { index, error: { code: 'HTTP_500', message: 'down' } };
        else yield { index, text: prompt };
      }
    },
    close: async () => appendFileSync(log, 'closed\\n'),
  })`,
);

async function judged(
  predictions: readonly string[],
  judge: object = {},
): Promise<TestRun & { calls(): Promise<string[]> }> {
  const run = await testRun({
    stage: 'eval',
    rows: { d: questions(predictions.length) },
    files: {
      'asks.mjs': ASKS,
      'judge.mjs': JUDGE,
      'upper.mjs': pluginText('postprocessor', '() => (text) => text.toUpperCase()'),
      'log.txt': '',
      'fails.txt': '',
    },
    spec: { details: true },
  });
  const place = (name: string) => join(run.folder, name);
  const spec = JSON.parse(await readFile(run.directory.stage('eval').spec(1), 'utf8'));
  const judge_cfg = { type: './judge.mjs', log: place('log.txt'), fails: place('fails.txt'), max_out_len: 7, ...judge };
  spec.datasets.d.block = {
    ...spec.datasets.d.block,
    ...QUESTION,
    eval_cfg: { evaluator: { type: './asks.mjs', judge_cfg } },
  };
  await writeFile(run.directory.stage('eval').spec(1), JSON.stringify(spec));
  const records = predictions.map(
    (prediction, index): SampleRecord => ({ index, status: 'ok', id: `${index}`, origin_prompt: 'q', prediction }),
  );
  const path = run.directory.predictionsOf('m', 'd', 'f', '1-00000', 0);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, jsonl(records));
  const calls = async () => (await readFile(place('log.txt'), 'utf8')).split('\n').filter((line) => line !== '');
  return { ...run, calls };
}

describe('the judge of an evaluator', () => {
  it('that works in process gets batches, equal prompts once, with the limits of its block, and is closed', async () => {
    const run = await judged(['a', 'b', 'a', 'c'], {
      batch_size: 1,
      abbr: 'strict',
      pred_postprocessor: { type: './upper.mjs' },
    });
    expect(await run.work()).toBe(0);
    expect(await run.calls()).toEqual(['judge a/7,judge b/7,judge c/7', 'closed']);
    const { details } = JSON.parse(await readFile(run.directory.result('m', 'd'), 'utf8'));
    expect(details[2]).toMatchObject({ text: 'JUDGE A', judge: 'strict' });
  });

  it('behind a server gets one request a call', async () => {
    const run = await judged(['a', 'b', 'c'], { concurrency: 2 });
    await run.work();
    expect((await run.calls()).sort()).toEqual(['closed', 'judge a/7', 'judge b/7', 'judge c/7']);
  });

  it('is asked by the next attempt only about what failed', async () => {
    const run = await judged(['a', 'b', 'c']);
    await writeFile(join(run.folder, 'fails.txt'), 'b');
    await run.work();
    // The task is tried again by the same worker, as often as `retry` allows.
    expect(await run.calls()).toEqual(['judge a/7,judge b/7,judge c/7', 'judge b/7', 'closed']);
    expect(await run.endsOf('1-00000')).toMatchObject([
      {
        status: 'failed',
        code: 'JUDGE_FAILED',
        detail: expect.stringContaining('1 of 3 samples could not be judged: HTTP_500 (1)'),
      },
      { status: 'failed' },
    ]);
  });

  it('leaves a score over the others where it could not be asked about some, with bounds, and says how many', async () => {
    const run = await judged(['a', 'b', 'c', 'd']);
    await writeFile(join(run.folder, 'fails.txt'), 'b');
    await run.work();
    const { details, ...result } = JSON.parse(await readFile(run.directory.result('m', 'd'), 'utf8'));
    expect(result).toMatchObject({ accuracy: 100, oc: { samples: 3 } });
    expect(result.oc.coverage).toMatchObject({ asked: 4, scored: 3, failed: 1, failures: { HTTP_500: 1 } });
    expect(result.oc.statistics.accuracy.bounds).toEqual([75, 100]);
    expect(details[1]).toMatchObject({ origin_prediction: 'b', failed: { code: 'HTTP_500' } });
  });

  it('gives no score where it could be asked about nothing', async () => {
    const run = await judged(['b']);
    await writeFile(join(run.folder, 'fails.txt'), 'b');
    await run.work();
    await expect(readFile(run.directory.result('m', 'd'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('is asked nothing once the worker is to stop', async () => {
    const run = await judged(['a']);
    const stop = AbortSignal.abort();
    expect(await run.work({ stopping: stop, aborted: never() })).toBe(0);
    expect(await run.calls()).toEqual([]);
  });
});
