import { mkdir, readdir } from 'node:fs/promises';
import { RunDirectory, readEnded, readHeldClaims, type StageSpec, type TaskRecord, taskId } from 'oc-sdk/run-directory';
import { describe, expect, it } from 'vitest';
import { datasetBlock, echoBlock, questions } from '../../support/blocks.ts';
import { startWorker } from '../../support/run-cli.ts';
import { answeredRows, rows } from '../../support/run-files.ts';
import { type Project, tempProject } from '../../support/temp-project.ts';

const SAMPLES = 240;
const WORKERS = 6;
/** Where the default plugins are found. */
const CORE = import.meta.resolve('oc-core/package.json').slice('file://'.length);

describe('workers on one run directory without a launcher', () => {
  it('share many small tasks: every sample is answered once and every attempt ends once', async () => {
    const project = await tempProject();
    await project.writeRows('data/d.jsonl', questions(SAMPLES));
    const tasks = Array.from({ length: SAMPLES / 2 }, (_, i) => task(i, [{ start: 2 * i, end: 2 * i + 2 }]));
    const run = await handMadeRun(project, tasks);

    const ends = await Promise.all(names().map((name) => worker(project, run, name).finished));

    expect(ends.map(({ exitCode, stderr }) => [exitCode, complaints(stderr)])).toEqual(names().map(() => [0, []]));
    expect(await answeredRows(run, 'echo', 'd')).toEqual(rows(SAMPLES));
    expect(await readHeldClaims(run.stage('infer'))).toEqual([]);
    const ended = await readEnded(run.stage('infer'));
    expect([...ended.keys()].sort()).toEqual(tasks.map(({ id }) => id));
    expect([...ended.values()].flat().map(({ status, attempt }) => [status, attempt])).toEqual(
      tasks.map(() => ['succeeded', 0]),
    );
    expect(await readdir(run.stage('infer').claims)).toHaveLength(tasks.length);
  });

  it('leave tasks of other plans and other models alone', async () => {
    const project = await tempProject();
    await project.writeRows('data/d.jsonl', questions(6));
    const mine = task(0, [{ start: 0, end: 2 }]);
    const others = [
      { ...task(1, [{ start: 2, end: 4 }]), model: 'another' },
      { ...task(2, [{ start: 4, end: 6 }]), plan: 2 },
    ];
    const run = await handMadeRun(project, [...others, mine]);
    expect((await worker(project, run, 'w').finished).exitCode).toBe(0);
    expect(await answeredRows(run, 'echo', 'd')).toEqual([0, 1]);
    expect([...(await readEnded(run.stage('infer'))).keys()]).toEqual([mine.id]);
  });

  it('ask nothing twice when a task is cut into ranges out of order', async () => {
    const project = await tempProject();
    await project.writeRows('data/d.jsonl', questions(10));
    const run = await handMadeRun(project, [
      task(0, [
        { start: 7, end: 9 },
        { start: 0, end: 3 },
      ]),
      task(1, [{ start: 3, end: 7 }]),
      task(2, [{ start: 9, end: 10 }]),
    ]);
    await Promise.all(['a', 'b'].map((name) => worker(project, run, name).finished));
    expect(await answeredRows(run, 'echo', 'd')).toEqual(rows(10));
  });
});

function names(): string[] {
  return Array.from({ length: WORKERS }, (_, i) => `w${i}`);
}

function worker(project: Project, run: RunDirectory, name: string) {
  return startWorker(project, [
    run.root,
    '--stage',
    'infer',
    '--plan',
    '1',
    '--model',
    'echo',
    '--worker',
    name,
    '--search-from',
    CORE,
  ]);
}

function task(position: number, ranges: readonly { start: number; end: number }[]): TaskRecord {
  const parts = ranges.map((range) => ({ dataset: 'd', ...range }));
  return { id: taskId(1, position), plan: 1, model: 'echo', parts, cost: 1 };
}

/** What a launcher writes before it starts workers. */
async function handMadeRun(project: Project, tasks: readonly TaskRecord[]): Promise<RunDirectory> {
  const run = new RunDirectory(project.path('run'));
  const stage = run.stage('infer');
  for (const folder of [stage.claims, stage.endedAttempts, stage.allEvents]) await mkdir(folder, { recursive: true });
  const from = project.path('config.yaml');
  const spec: StageSpec = {
    formatVersion: 1,
    stage: 'infer',
    plan: 1,
    retry: 0,
    models: { echo: { block: echoBlock(), from } },
    datasets: { d: { block: datasetBlock('d'), from } },
    pairs: [{ model: 'echo', dataset: 'd', fingerprint: 'f', evalFingerprint: 'e' }],
    splits: { d: { test: { rows: SAMPLES, contentHash: '0' } } },
    score: false,
    details: false,
  };
  await project.write('run/infer/spec-1.json', spec);
  await project.writeRows('run/infer/plan.jsonl', tasks);
  return run;
}

/** What a worker's log says besides what it took and how it ended. */
function complaints(log: string): string[] {
  return log.split('\n').filter((line) => line !== '' && !line.includes(' INFO '));
}
