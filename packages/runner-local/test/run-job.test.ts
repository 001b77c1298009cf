import { getEventListeners } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from './support/folder.ts';
import { control, linesOf, lives, nodeJob, testRunner } from './support/jobs.ts';

/** Writes its process id into `pids`, starts a grandchild that does the same, and stays; neither minds SIGTERM. Both end with the test. */
const DEAF_FAMILY = `
  const { appendFileSync } = require('node:fs');
  process.on('SIGTERM', () => appendFileSync('asked', process.pid + '\\n'));
  appendFileSync('pids', process.pid + '\\n');
  process.stdin.on('end', () => process.exit()).resume();
  if (process.argv[1] !== 'grandchild') {
    require('node:child_process').spawn(process.execPath, ['-e', process.env.PROGRAM, 'grandchild'], { stdio: 'inherit' });
  }`;

describe('a job', () => {
  it('appends what it writes to its log, unbuffered by the launcher', async () => {
    const folder = await temporaryFolder();
    const job = nodeJob(folder, 'one', `console.log('out ü'); console.error('err 数')`);
    await writeFile(job.logFile, 'before\n');
    expect(await testRunner().run(job, control())).toEqual({ status: 'succeeded' });
    expect(await readFile(job.logFile, 'utf8')).toBe('before\nout ü\nerr 数\n');
  });

  it('inherits the environment, without what was said about colours, below its own variables', async () => {
    const folder = await temporaryFolder();
    const environment = { FORCE_COLOR: '3', NO_COLOR: '1', KEPT: 'yes', CHANGED: 'no' };
    const job = nodeJob(folder, 'one', 'console.log(JSON.stringify(process.env))', { env: { CHANGED: 'yes' } });
    await testRunner({ environment }).run(job, control());
    const seen: unknown = JSON.parse(await readFile(job.logFile, 'utf8'));
    expect(seen).toEqual({ KEPT: 'yes', CHANGED: 'yes', OC_PARENT_PIPE: '1' });
  });

  it('is known by its process id and start time while it runs', async () => {
    const folder = await temporaryFolder();
    const program = `console.log(process.pid, require('node:fs').readFileSync('/proc/self/stat', 'utf8').split(' ')[21])`;
    const [job, watching] = [nodeJob(folder, 'one', program), control()];
    await testRunner().run(job, watching);
    expect(watching.ids).toEqual([(await readFile(job.logFile, 'utf8')).trim().replace(' ', ':')]);
  });

  it('takes the processes that it leaves behind with it', async () => {
    const folder = await temporaryFolder();
    const program = `require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'],
      { stdio: 'inherit' }).once('spawn', function () { console.log(this.pid); process.exit(0); })`;
    const job = nodeJob(folder, 'one', program);
    expect(await testRunner().run(job, control())).toEqual({ status: 'succeeded' });
    expect(await lives(Number(await readFile(job.logFile, 'utf8')))).toBe(false);
  });
});

describe('a job that fails', () => {
  it('has its exit code and the end of its log', async () => {
    const job = nodeJob(await temporaryFolder(), 'one', `console.log('CUDA out of memory'); process.exit(3)`);
    expect(await testRunner().run(job, control())).toEqual({
      status: 'failed',
      reason: 'exit',
      exitCode: 3,
      detail: 'ended with exit code 3; its log ends: CUDA out of memory',
    });
  });

  it('is not blamed for what an earlier one wrote to the log', async () => {
    const job = nodeJob(await temporaryFolder(), 'one', 'process.exit(3)');
    await writeFile(job.logFile, 'an earlier attempt\n');
    expect(await testRunner().run(job, control())).toMatchObject({ detail: 'ended with exit code 3' });
  });

  it('has the signal that killed it', async () => {
    const folder = await temporaryFolder();
    const killed = (signal: string) => nodeJob(folder, signal, `process.kill(process.pid, '${signal}')`);
    expect(await testRunner().run(killed('SIGKILL'), control())).toEqual({
      status: 'failed',
      reason: 'signal',
      detail: "killed by SIGKILL (often the kernel's out-of-memory killer)",
    });
    expect(await testRunner().run(killed('SIGTERM'), control())).toMatchObject({ detail: 'killed by SIGTERM' });
  });

  it('is rejected where its program cannot be started', async () => {
    const folder = await temporaryFolder();
    const file = join(folder, 'not executable');
    await writeFile(file, '');
    await chmod(file, 0o644);
    const run = (...command: [string, ...string[]]) => {
      const job = nodeJob(folder, 'one', '', { command });
      return testRunner({ environment: { PATH: '/bin' } }).run(job, { ...control(), submitted: () => expect.fail() });
    };
    expect(await run('no-such-program')).toEqual({
      status: 'failed',
      reason: 'rejected',
      detail: `cannot start 'no-such-program': no such program, or no folder '${folder}'`,
    });
    expect(await run(file)).toMatchObject({
      reason: 'rejected',
      detail: `cannot start '${file}': permission denied`,
    });
    expect(await run('echo', 'null\0byte')).toMatchObject({ reason: 'rejected' });
    expect(await run('echo', 'x'.repeat(10_000_000))).toMatchObject({
      reason: 'rejected',
      detail: expect.stringContaining('E2BIG'),
    });
  });

  it('is rejected where its log or its folder is not there', async () => {
    const folder = await temporaryFolder();
    const noLog = nodeJob(folder, 'one', '', { logFile: join(folder, 'none', 'log') });
    expect(await testRunner().run(noLog, control())).toMatchObject({ reason: 'rejected' });
    const noFolder = nodeJob(folder, 'two', '', { cwd: join(folder, 'none') });
    expect(await testRunner().run(noFolder, control())).toMatchObject({ reason: 'rejected' });
  });
});

describe('a job whose signal is aborted', () => {
  it('is not started where that was before', async () => {
    const folder = await temporaryFolder();
    const job = nodeJob(folder, 'one', `require('node:fs').writeFileSync('ran', '')`);
    const outcome = await testRunner().run(job, { ...control(AbortSignal.abort()), submitted: () => expect.fail() });
    expect(outcome).toEqual({ status: 'cancelled' });
    expect(existsSync(join(folder, 'ran'))).toBe(false);
  });

  it('is not started where that is while its start is under way', async () => {
    const [folder, abort] = [await temporaryFolder(), new AbortController()];
    const job = nodeJob(folder, 'one', `require('node:fs').writeFileSync('ran', '')`);
    const running = testRunner().run(job, { ...control(abort.signal), submitted: () => expect.fail() });
    abort.abort();
    expect(await running).toEqual({ status: 'cancelled' });
    expect(existsSync(join(folder, 'ran'))).toBe(false);
  });

  it('may finish what is in flight, and is cancelled all the same', async () => {
    const folder = await temporaryFolder();
    const program = `process.on('SIGTERM', () => { console.log('done'); process.exit(0); });
      setInterval(() => {}, 1000); console.log('ready');`;
    const [job, abort] = [nodeJob(folder, 'one', program), new AbortController()];
    const running = testRunner().run(job, control(abort.signal));
    await linesOf(job.logFile, 1);
    abort.abort();
    expect(await running).toEqual({ status: 'cancelled' });
    expect(await readFile(job.logFile, 'utf8')).toBe('ready\ndone\n');
  });

  it('is killed with all of its processes where it does not listen', async () => {
    const folder = await temporaryFolder();
    const [job, abort] = [
      nodeJob(folder, 'one', DEAF_FAMILY, { env: { PROGRAM: DEAF_FAMILY } }),
      new AbortController(),
    ];
    const running = testRunner({ killGraceMs: 2000 }).run(job, control(abort.signal));
    const pids = await linesOf(join(folder, 'pids'), 2);
    abort.abort();
    expect(await running).toEqual({ status: 'cancelled' });
    expect([...(await linesOf(join(folder, 'asked'), 2))].sort()).toEqual([...pids].sort());
    expect(await Promise.all(pids.map((pid) => lives(Number(pid))))).toEqual([false, false]);
  });

  it('leaves no listener on the signal, whatever its end', async () => {
    const folder = await temporaryFolder();
    const { signal } = new AbortController();
    await testRunner().run(nodeJob(folder, 'good', ''), control(signal));
    await testRunner().run(nodeJob(folder, 'bad', 'process.exit(1)'), control(signal));
    await testRunner().run(nodeJob(folder, 'none', '', { command: ['no-such-program'] }), control(signal));
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});

describe('a job with a time limit', () => {
  it('is ended when it is over', async () => {
    const resources = { gpus: 0, timeLimitSeconds: 0.3 };
    const job = nodeJob(await temporaryFolder(), 'one', 'setInterval(() => {}, 1000)', { resources });
    expect(await testRunner().run(job, control())).toEqual({
      status: 'failed',
      reason: 'time-limit',
      detail: 'ended after its time limit of 0.3 s',
    });
  });

  it('is not ended before, however long that is', async () => {
    const resources = { gpus: 0, timeLimitSeconds: 10 ** 9 };
    const job = nodeJob(await temporaryFolder(), 'one', 'setTimeout(() => {}, 300)', { resources });
    expect(await testRunner().run(job, control())).toEqual({ status: 'succeeded' });
  });
});

it('A job is ended, and the reason passed on, where its id cannot be kept', async () => {
  const folder = await temporaryFolder();
  const pids: number[] = [];
  const submitted = (id: string) => {
    pids.push(Number.parseInt(id, 10));
    throw new Error('disk full');
  };
  const job = nodeJob(folder, 'one', 'setInterval(() => {}, 1000)');
  await expect(testRunner().run(job, { ...control(), submitted })).rejects.toThrow('disk full');
  expect(await lives(pids[0]!)).toBe(false);
});
