import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  askToLeave,
  JsonlAppender,
  readJsonl,
  type SampleRecord,
  type StageDirectory,
  type StageSpec,
  type TaskRecord,
} from 'oc-sdk/run-directory';
import { describe, expect, it } from 'vitest';
import { nextTask } from '../../src/eval/next-task.ts';
import { EventLog } from '../../src/events.ts';
import { TaskQueue } from '../../src/task-queue.ts';
import { jsonl, never, pluginText, QUESTION, questions, type RunOptions, type TestRun, testRun } from '../support.ts';

const upper = pluginText('postprocessor', `({ mark = '' }) => (text) => text.toUpperCase() + mark`);
const LABELS = [
  { label: 'A', prompt: 'q A', nll: 6, tokens: 3, score: 2 },
  { label: 'B', prompt: 'q Bü', nll: 10, tokens: 4, score: 2.25 },
];

/** A run whose samples are answered. */
async function answered(records: readonly SampleRecord[], options: Partial<RunOptions> = {}): Promise<TestRun> {
  const run = await testRun({ stage: 'eval', rows: { d: questions(records.length) }, ...options });
  const path = run.directory.predictionsOf('m', 'd', 'f', '1-00000', 0);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, jsonl(records));
  return run;
}

function generated(...predictions: readonly string[]): SampleRecord[] {
  return predictions.map((prediction, index) => ({
    index,
    status: 'ok',
    id: `${index}`,
    origin_prompt: `q${index}`,
    prediction,
    gold: `q${index}`,
  }));
}

async function addTask(stage: StageDirectory, id: string): Promise<void> {
  const [first] = await readJsonl<TaskRecord>(stage.plan);
  const plan = new JsonlAppender(stage.plan);
  await plan.append({ ...(first as TaskRecord), id });
  await plan.close();
}

async function resultOf(run: TestRun): Promise<Record<string, unknown>> {
  return JSON.parse(await readFile(run.directory.result('m', 'd'), 'utf8'));
}

function evaluator(body: string): Pick<RunOptions, 'files' | 'dataset'> {
  return {
    files: { 'e.mjs': pluginText('evaluator', `() => ({ evaluate: (samples) => { ${body} } })`), 'upper.mjs': upper },
    dataset: { ...QUESTION, eval_cfg: { evaluator: { type: './e.mjs' } } },
  };
}

describe('the eval stage of a worker', () => {
  it('merges generated answers into one object, by position', async () => {
    const run = await answered(generated('q0', 'ü😀\n"'));
    expect(await run.work()).toBe(0);
    const text = await readFile(run.directory.mergedPredictions('m', 'd'), 'utf8');
    expect(text).toBe(
      [
        '{',
        '"0": {"origin_prompt":"q0","prediction":"q0","gold":"q0"},',
        '"1": {"origin_prompt":"q1","prediction":"ü😀\\n\\"","gold":"q1"}',
        '}\n',
      ].join('\n'),
    );
  });

  it('merges scored answers with an entry per label', async () => {
    const run = await answered([{ index: 0, status: 'ok', id: '0', prediction: 'A', gold: 'A', labels: LABELS }]);
    expect(await run.work()).toBe(0);
    const merged = JSON.parse(await readFile(run.directory.mergedPredictions('m', 'd'), 'utf8'));
    expect(merged).toEqual({
      0: {
        'label: A': { prompt: 'q A', PPL: 2, BPB: 6 / (3 * Math.LN2) },
        // What they were compared by, which is not always the sum by tokens.
        'label: B': { prompt: 'q Bü', PPL: 2.25, BPB: 10 / (5 * Math.LN2) },
        prediction: 'A',
        gold: 'A',
      },
    });
    expect(Object.keys(merged[0])).toEqual(['label: A', 'label: B', 'prediction', 'gold']);
  });

  it('scores, and says what it did', async () => {
    const run = await answered(generated('q0', 'wrong', 'q2', 'q3'));
    expect(await run.work()).toBe(0);
    const coverage = { asked: 4, scored: 4, failed: 0, truncated: 0, empty: 0, unparsed: 0 };
    // Wilson's interval for 3 of 4; the standard error is sqrt(0.25 * 0.75 / 3).
    const accuracy = { standard_error: 25, interval: [30.064184258240186, 95.44127391902994], bounds: [75, 75] };
    expect(await resultOf(run)).toEqual({
      accuracy: 75,
      oc: { fingerprint: 'e', samples: 4, coverage, statistics: { accuracy } },
    });
    expect(await run.ends()).toEqual(['1-00000.0 succeeded']);
    expect((await run.events()).map(({ event }) => event)).toEqual([
      'began',
      'claimed',
      'started',
      'part',
      'ended',
      'left',
    ]);
  });

  it('only merges where the run does not score', async () => {
    const run = await answered(generated('q0'), { spec: { score: false } });
    expect(await run.work()).toBe(0);
    await expect(resultOf(run)).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await readFile(run.directory.mergedPredictions('m', 'd'), 'utf8')).toContain('"prediction":"q0"');
  });

  it("applies the model's postprocessor first, then the dataset's; references have their own", async () => {
    const steps = (...marks: string[]) => marks.map((mark) => ({ type: './upper.mjs', mark }));
    const { files, dataset } = evaluator(
      'return { metrics: { n: 1 }, details: samples.map(({ rawPrediction, reference, id, row }) => ({ rawPrediction, reference, id, row })) };',
    );
    const run = await answered(generated('x'), {
      files: files ?? {},
      model: { pred_postprocessor: steps('-m') },
      dataset: {
        ...dataset,
        eval_cfg: {
          evaluator: { type: './e.mjs' },
          pred_postprocessor: steps('-1', '-2'),
          dataset_postprocessor: steps('-r'),
        },
      },
      spec: { details: true },
    });
    expect(await run.work()).toBe(0);
    expect((await resultOf(run)).details).toEqual({
      0: {
        prompt: 'q0',
        origin_prediction: 'x',
        predictions: 'X-M-1-2',
        references: 'Q0-r',
        rawPrediction: 'x',
        reference: 'Q0-r',
        id: '0',
        row: { question: 'q0', answer: 'q0' },
      },
    });
  });

  it('writes metrics in the order of the evaluator, and details last', async () => {
    const { files, dataset } = evaluator('return { metrics: { z: 1, a: 2 } };');
    const run = await answered(generated('x'), { files: files ?? {}, dataset: dataset ?? {}, spec: { details: true } });
    await run.work();
    expect(Object.keys(await resultOf(run))).toEqual(['z', 'a', 'oc', 'details']);
  });

  it.each([
    ['is not a number', 'return { metrics: { accuracy: NaN } };', 'BAD_METRIC', /accuracy = NaN/],
    ['is missing', 'return { metrics: {} };', 'BAD_METRIC', /no metric/],
    ['cannot be computed', 'throw new Error("no reference");', undefined, /no reference/],
  ])('fails the task of a metric that %s, and writes no result', async (_, body, code, message) => {
    const run = await answered(generated('x'), evaluator(body));
    expect(await run.work()).toBe(0);
    const [end] = await run.endsOf('1-00000');
    expect(end).toMatchObject({ status: 'failed', detail: expect.stringMatching(message), ...(code ? { code } : {}) });
    await expect(resultOf(run)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('gives no score over a part of the samples', async () => {
    const run = await answered(generated('q0', 'q1'), { rows: { d: questions(3) } });
    await run.work();
    expect(await run.endsOf('1-00000')).toMatchObject([{ status: 'failed', code: 'INCOMPLETE', fatal: true }]);
  });

  it('matches rows to answers where only some rows are selected', async () => {
    const records = generated('q0', 'q1', 'q2', 'q3', 'q4', 'q5').filter(({ index }) => index % 2 === 1);
    const run = await answered(records, {
      rows: { d: questions(6) },
      dataset: {
        ...QUESTION,
        reader_cfg: { input_columns: ['question'], output_column: 'answer', test_range: '[1::2]' },
      },
    });
    await run.work();
    expect(await resultOf(run)).toMatchObject({ accuracy: 100, oc: { samples: 3 } });
  });

  it('waits for the next pair where tasks come, and leaves when it is asked to', async () => {
    const run = await answered(generated('q0'), { spec: { tasksCome: true } });
    const stage = run.directory.stage('eval');
    const working = run.work();
    while (!(await run.events()).some(({ event }) => event === 'idle')) await sleep(10);
    await addTask(stage, '1-00001');
    while ((await run.ends()).length < 2) await sleep(10);
    await askToLeave(stage, 'w');
    expect(await working).toBe(0);
    expect(await run.ends()).toEqual(['1-00000.0 succeeded', '1-00001.0 succeeded']);
    const told = (await run.events()).map(({ event }) => event).filter((event) => /claimed|idle|left/.test(event));
    expect(told).toEqual(['claimed', 'idle', 'claimed', 'idle', 'left']);
  });

  it('takes what was added before it was asked to leave', async () => {
    const run = await answered(generated('q0'), { spec: { tasksCome: true } });
    const stage = run.directory.stage('eval');
    await addTask(stage, '1-00001');
    await askToLeave(stage, 'w');
    expect(await run.work()).toBe(0);
    expect(await run.ends()).toEqual(['1-00000.0 succeeded', '1-00001.0 succeeded']);
    expect((await run.events()).map(({ event }) => event)).not.toContain('idle');
  });

  it('waits no longer than its patience: its launcher may be gone', async () => {
    const run = await testRun({ stage: 'eval', rows: {}, spec: { tasksCome: true } });
    const stage = run.directory.stage('eval');
    const spec: StageSpec = JSON.parse(await readFile(stage.spec(1), 'utf8'));
    const queue = new TaskQueue({ stage, plan: 1, model: 'm', worker: 'w', retry: 1 });
    const events = new EventLog(stage, 'w');
    const waiting = { queue, spec, stage, worker: 'w', stopping: never(), events };
    expect(await nextTask(waiting, 300)).toBeUndefined();
    await events.close();
    expect(await run.events()).toMatchObject([{ event: 'idle' }]);
  });

  it('scores what the infer stage of the same run has answered', async () => {
    const run = await testRun({ rows: { d: questions(20) } });
    expect(await run.work({ stage: 'infer' })).toBe(0);
    expect(await run.work({ stage: 'eval', worker: 'e' })).toBe(0);
    expect(await resultOf(run)).toMatchObject({ accuracy: 100, oc: { samples: 20 } });
  });
});
