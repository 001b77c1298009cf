import { mkdir, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  askToLeave,
  claimAttempt,
  endAttempt,
  JsonlAppender,
  nextAttempt,
  readEnded,
  readJsonl,
  type TaskRecord,
} from 'oc-sdk/run-directory';
import { describe, expect, it } from 'vitest';
import { restOf } from '../../src/infer/feed.ts';
import { pluginText, questions, testRun } from '../support.ts';

/** A server with room for one request, whose first answer takes until the worker has looked for requests. */
const SLOW = pluginText(
  'model',
  `() => {
    let answered = 0;
    return {
      concurrency: 1,
      async *generate([{ index, prompt }]) {
        if (answered++ === 0) await sleep(1500);
        yield { index, text: prompt };
      },
      close: async () => {},
    };
  }`,
);

describe('a worker whose task is wanted back', () => {
  const options = {
    rows: { a: questions(300), b: questions(5) },
    tasks: [
      [
        { dataset: 'a', start: 0, end: 300 },
        { dataset: 'b', start: 0, end: 5 },
      ],
    ],
    files: { 'slow.mjs': SLOW },
    model: { type: './slow.mjs' },
    spec: { divisible: true },
  };

  it('ends it with what it has begun, and says what it has not', async () => {
    const run = await testRun(options);
    const stage = run.directory.stage('infer');
    await mkdir(stage.requests);
    await writeFile(stage.giveBack('1-00000', 0), '');
    expect(await run.work()).toBe(0);
    const ends = (await readEnded(stage)).get('1-00000') ?? [];
    const [end] = ends;
    if (end?.status !== 'split') throw new Error(`it ended as ${end?.status}`);
    const asked = (await run.answers('a')).map(({ index }) => index);
    const left = end.rest.flatMap(({ dataset, start, end: stop }) =>
      dataset === 'a' ? Array.from({ length: stop - start }, (_, i) => start + i) : [],
    );
    expect([...asked, ...left].sort((x, y) => x - y)).toEqual(Array.from({ length: 300 }, (_, i) => i));
    expect(left.length).toBeGreaterThan(0);
    expect(end.rest.at(-1)).toEqual({ dataset: 'b', start: 0, end: 5 });
    expect(nextAttempt(ends, 2)).toBe('split');
    // Nobody takes the part for a whole one.
    expect((await run.events()).filter(({ event }) => event === 'part')).toEqual([]);
  });

  describe('and is given back by another', () => {
    async function promised() {
      const run = await testRun({ ...options, files: {}, model: { type: 'echo' } });
      const stage = run.directory.stage('infer');
      const [task] = await readJsonl<TaskRecord>(stage.plan);
      const rest = [{ dataset: 'a', start: 0, end: 300 }];
      const end = { task: '1-00000', attempt: 0, worker: 'other', time: '', failedSamples: 0 };
      await endAttempt(stage, { ...end, status: 'split', rest });
      await claimAttempt(stage, '1-00000', 0, { worker: 'other', host: '', pid: 1, time: '' });
      const addPieces = async () => {
        const plan = new JsonlAppender(stage.plan);
        await plan.append({ ...task, id: '1-00001', parts: rest, cutFrom: '1-00000' });
        await plan.close();
      };
      return { run, stage, addPieces };
    }

    it.each([false, true])(
      'stays for its pieces, which no other would have loaded; asked to leave: %j',
      async (isAsked) => {
        const { run, stage, addPieces } = await promised();
        if (isAsked) await askToLeave(stage, 'w');
        const working = run.work();
        while (!(await run.events()).some(({ event }) => event === 'idle')) await sleep(20);
        await addPieces();
        expect(await working).toBe(0);
        expect(await run.ends()).toEqual(['1-00000.0 split', '1-00001.0 succeeded']);
        expect(await run.answers('a')).toHaveLength(300);
      },
    );
  });

  it('of another leaves its place at once when it is asked to', async () => {
    const run = await testRun(options);
    const stage = run.directory.stage('infer');
    await claimAttempt(stage, '1-00000', 0, { worker: 'other', host: '', pid: 1, time: '' });
    await askToLeave(stage, 'w');
    expect(await run.work()).toBe(0);
    expect((await run.events()).map(({ event }) => event)).toEqual(['began', 'ready', 'left']);
  });

  it('does not look where tasks are not to be cut', async () => {
    const run = await testRun({ ...options, spec: {} });
    const stage = run.directory.stage('infer');
    await mkdir(stage.requests);
    await writeFile(stage.giveBack('1-00000', 0), '');
    await run.work();
    expect(await run.ends()).toEqual(['1-00000.0 succeeded']);
  });
});

describe('the rest of a task', () => {
  const parts = [
    { dataset: 'a', start: 0, end: 10 },
    { dataset: 'a', start: 10, end: 20 },
    { dataset: 'b', start: 0, end: 3 },
  ];

  it.each([
    [
      [5, 3, 4],
      8,
      [
        { dataset: 'a', start: 3, end: 6 },
        { dataset: 'a', start: 8, end: 10 },
      ],
    ],
    [[7], 8, [{ dataset: 'a', start: 7, end: 10 }]],
    [
      [9, 2],
      10,
      [
        { dataset: 'a', start: 2, end: 3 },
        { dataset: 'a', start: 9, end: 10 },
      ],
    ],
  ])('is what was read and not begun (%j), all behind, and the parts after it', (positions, behind, expected) => {
    expect(restOf(parts, 0, positions, behind)).toEqual([...expected, ...parts.slice(1)]);
  });
});
