import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { questions, type TestRun, testRun } from './support.ts';

const PROGRAM = fileURLToPath(new URL('../bin/oc-worker.js', import.meta.url));

interface Started {
  readonly child: ChildProcess;
  /** Resolves to the exit code, or the signal. */
  readonly ended: Promise<number | string | null>;
  stderr(): string;
}

function start(args: readonly string[], stdin: 'pipe' | 'ignore' | number = 'ignore', env: object = {}): Started {
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    stdio: [stdin, 'ignore', 'pipe'],
    env: { ...process.env, ...env },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let text = '';
  child.stderr?.on('data', (data) => {
    text += data;
  });
  return { child, ended: once(child, 'close').then(([code, signal]) => code ?? signal), stderr: () => text };
}

function argumentsOf(run: TestRun): string[] {
  const flags = ['--stage', 'infer', '--plan', '1', '--model', 'm', '--worker', 'w'];
  return [run.directory.root, ...flags, '--search-from', import.meta.filename];
}

async function started(run: TestRun): Promise<void> {
  while (!(await run.events()).some(({ event }) => event === 'started')) await new Promise((go) => setTimeout(go, 10));
}

/** Ten windows of 16 samples, a quarter of a second each. */
async function slowRun(): Promise<TestRun> {
  const tasks = Array.from({ length: 10 }, (_, i) => [{ dataset: 'a', start: i * 16, end: i * 16 + 16 }]);
  return await testRun({ rows: { a: questions(160) }, tasks, model: { delay_ms: 250 } });
}

describe('the program oc-worker', () => {
  it('does its work and ends with 0', async () => {
    const run = await testRun({ rows: { a: questions(5) } });
    expect(await start(argumentsOf(run)).ended).toBe(0);
    expect(await run.ends()).toEqual(['1-00000.0 succeeded']);
  });

  it('ends with 0 whatever standard input is', async () => {
    for (const stdin of [openSync(PROGRAM, 'r'), 'pipe', 'ignore'] as const) {
      const run = await testRun({ rows: { a: questions(5) } });
      expect(await start(argumentsOf(run), stdin).ended).toBe(0);
    }
  });

  it.each([
    ['no arguments', []],
    ['an unknown flag', ['x', '--nonsense']],
    ['an unknown stage', ['x', '--stage', 'train', '--plan', '1', '--model', 'm', '--worker', 'w']],
    ['a plan that is no number', ['x', '--stage', 'infer', '--plan', 'one', '--model', 'm', '--worker', 'w']],
  ])('ends with 2 and says how it is started when given %s', async (_, args) => {
    const worker = start(args);
    expect(await worker.ended).toBe(2);
    expect(worker.stderr()).toContain('oc-worker RUN_DIRECTORY --stage infer|eval');
    expect(worker.stderr()).not.toContain('at parse');
  });

  it('ends with 1 and says why where it breaks', async () => {
    const run = await testRun({ rows: { a: questions(5) }, model: { type: 'no-such-model' } });
    const worker = start(argumentsOf(run));
    expect(await worker.ended).toBe(1);
    expect(worker.stderr()).toContain('oc-model-no-such-model');
    expect(await run.events()).toMatchObject([
      { event: 'began' },
      { event: 'broken', code: 'PLUGIN_NOT_FOUND', fatal: true },
    ]);
  });

  it('stops soon after SIGTERM, with every answer it has on disk', async () => {
    const run = await slowRun();
    const worker = start(argumentsOf(run));
    await started(run);
    worker.child.kill('SIGTERM');
    expect(await worker.ended).toBe(0);
    const ends = await run.ends();
    expect(ends.length).toBeLessThan(10);
    expect(ends.every((end) => end.endsWith('succeeded'))).toBe(true);
  });

  it('ends when its parent is gone', async () => {
    const run = await slowRun();
    const worker = start(argumentsOf(run), 'pipe', { OC_PARENT_PIPE: '1' });
    await started(run);
    worker.child.stdin?.end();
    expect(await worker.ended).toBe(0);
    expect((await run.ends()).length).toBeLessThan(10);
  });

  it('does not wait for a parent that lives on', async () => {
    const run = await testRun({ rows: { a: questions(5) } });
    expect(await start(argumentsOf(run), 'pipe', { OC_PARENT_PIPE: '1' }).ended).toBe(0);
  });
});
