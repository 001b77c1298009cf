import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { nativeIdOf } from '../src/process-identity.ts';
import { temporaryFolder } from './support/folder.ts';
import { control, linesOf, lives, nodeJob, testRunner } from './support/jobs.ts';

/** A process in a group of its own, as an earlier launcher leaves it. */
async function orphan(folder: string, program: string): Promise<number> {
  const child = spawn(process.execPath, ['-e', program], { cwd: folder, detached: true, stdio: 'ignore' });
  onTestFinished(() => void child.kill('SIGKILL'));
  await linesOf(join(folder, 'pids'), 1);
  return child.pid ?? 0;
}

const LIVES = `require('node:fs').appendFileSync('pids', process.pid + '\\n'); setInterval(() => {}, 1000);`;

async function adopt(folder: string, nativeId: string, killGraceMs = 10_000) {
  return testRunner({ killGraceMs }).adopt?.(nodeJob(folder, 'one', ''), nativeId, control());
}

describe('a job of an earlier launcher', () => {
  it('is ended, so that it writes no more, and is lost', async () => {
    const folder = await temporaryFolder();
    const pid = await orphan(folder, LIVES);
    expect(await adopt(folder, nativeIdOf(pid))).toEqual({
      status: 'failed',
      reason: 'lost',
      detail: `the launcher ended before the job; process ${pid} was ended`,
    });
    expect(await lives(pid)).toBe(false);
  });

  it('is killed with its children where it does not listen', async () => {
    const folder = await temporaryFolder();
    const deaf = `process.on('SIGTERM', () => {}); ${LIVES}`;
    const pid = await orphan(
      folder,
      `${deaf} require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(deaf)}]);`,
    );
    const pids = await linesOf(join(folder, 'pids'), 2);
    expect(await adopt(folder, nativeIdOf(pid), 200)).toMatchObject({ status: 'failed', reason: 'lost' });
    expect(await Promise.all(pids.map((each) => lives(Number(each))))).toEqual([false, false]);
  });

  it('is lost at once where its process is gone', async () => {
    const folder = await temporaryFolder();
    const child = spawn(process.execPath, ['-e', ''], { detached: true });
    const nativeId = nativeIdOf(child.pid ?? 0);
    await once(child, 'exit');
    expect(await adopt(folder, nativeId)).toMatchObject({
      reason: 'lost',
      detail: `the launcher ended before the job, and process ${child.pid} is gone`,
    });
  });

  it('is not looked for in a stranger that has its process id now', async () => {
    const folder = await temporaryFolder();
    const pid = await orphan(folder, LIVES);
    expect(await adopt(folder, `${pid}:1`)).toMatchObject({ reason: 'lost' });
    expect(await adopt(folder, `${pid}:`)).toMatchObject({ reason: 'lost' });
    expect(await lives(pid)).toBe(true);
  });

  it.each(['', '1:1', '0:1', '-1:5', 'abc', '12', '99999999999999999999:1', '../1:1'])(
    'is lost, and nobody is harmed, where its id is %j',
    async (nativeId) => {
      expect(await adopt(await temporaryFolder(), nativeId)).toMatchObject({
        reason: 'lost',
        detail: `the launcher ended before the job; '${nativeId}' names no process`,
      });
    },
  );
});

it('A job is told of the death of a launcher by the end of its standard input', async () => {
  const folder = await temporaryFolder();
  const ends = `process.stdin.on('end', () => { console.log('ended'); process.exit(); }).resume(); console.log('ready');`;
  const job = nodeJob(folder, 'one', ends);
  const launcher = `
    import plugin from 'oc-runner-local';
    const logger = { debug() {}, info() {}, warn() {}, error() {} };
    const runner = plugin.create({ kill_grace_seconds: 1 }, { logger });
    runner.run(${JSON.stringify(job)}, { signal: new AbortController().signal, logger, submitted() {} });`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', launcher], { cwd: import.meta.dirname });
  await linesOf(job.logFile, 1);
  child.kill('SIGKILL');
  await linesOf(job.logFile, 2);
  expect(await readFile(job.logFile, 'utf8')).toBe('ready\nended\n');
});
