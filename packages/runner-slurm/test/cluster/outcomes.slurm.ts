import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { daemon, onCluster, resetCluster, slurm } from '../../../../test/support/slurm/suite.ts';
import { readMarkers } from '../../src/markers.ts';
import { control, linesOf, nodeJob, STAYS, temporaryFolder, testRunner } from '../support/jobs.ts';

/** Starts a job that stays and waits until it runs; `id` is Slurm's. */
async function running(folder: string, options: Parameters<typeof testRunner>[1] = {}, program = STAYS) {
  const runner = testRunner(folder, options);
  const job = nodeJob(folder, 'stays', program);
  const outcome = runner.run(job, control());
  await linesOf(job.logFile);
  const id = (await slurm('squeue', '-h', '-t', 'R', '-o', '%A')).trim();
  return { runner, outcome, id };
}

onCluster('how a job ends', () => {
  afterEach(resetCluster);

  it('is told by its own marker, with what it used', async () => {
    const folder = await temporaryFolder();
    const program = `while (process.cpuUsage().user < 6e5); globalThis.kept = Buffer.alloc(200e6, 1);
      setTimeout(() => {}, 700);`;
    const watching = control();
    expect(await testRunner(folder).run(nodeJob(folder, 'one', program), watching)).toEqual({ status: 'succeeded' });
    const submission = join(folder, 'slurm', watching.ids[0]?.split('.')[0] ?? '');
    const { done } = await readMarkers(submission, 0, new Set(['0.done.json']));
    expect(done).toMatchObject({ exitCode: 0, signal: null, problem: null, node: expect.stringMatching(/^node\d$/) });
    expect(done?.cpuSeconds).toBeGreaterThan(0.5);
    expect(done?.maxRssMiB).toBeGreaterThan(200);
    const submitted: unknown = JSON.parse(await readFile(join(submission, 'submitted.json'), 'utf8'));
    expect(submitted).toMatchObject({ jobId: done?.jobId });
  });

  it('has its exit code, or the signal that killed it', async () => {
    const folder = await temporaryFolder();
    const runner = testRunner(folder);
    const [exits, killed] = await Promise.all([
      runner.run(nodeJob(folder, 'exits', 'process.exit(3)'), control()),
      runner.run(nodeJob(folder, 'killed', `process.kill(process.pid, 'SIGKILL')`), control()),
    ]);
    expect(exits).toMatchObject({ status: 'failed', reason: 'exit', exitCode: 3 });
    expect(killed).toMatchObject({ status: 'failed', reason: 'signal' });
  });

  it('is known though the job could not say so: its own wrapper was killed', async () => {
    const folder = await temporaryFolder();
    const program = `process.kill(process.ppid, 'SIGKILL'); setInterval(() => {}, 1000)`;
    const outcome = await testRunner(folder).run(nodeJob(folder, 'one', program), control());
    expect(outcome).toMatchObject({ status: 'failed', reason: 'signal', detail: expect.stringContaining('signal 9') });
  });

  it('is a decision where somebody cancels it', async () => {
    const { outcome, id } = await running(await temporaryFolder());
    await slurm('scancel', id);
    expect(await outcome).toMatchObject({
      ...{ status: 'failed', reason: 'rejected' },
      detail: expect.stringMatching(`Slurm job ${id} on node\\d: somebody has cancelled it`),
    });
  });

  it('is a decision where somebody cancels it though the job then ends in peace', async () => {
    const program = `process.on('SIGTERM', () => process.exit(0)); ${STAYS}`;
    const { outcome, id } = await running(await temporaryFolder(), {}, program);
    await slurm('scancel', id);
    expect(await outcome).toMatchObject({ status: 'failed', reason: 'rejected' });
  });

  it('is the fault of a node that goes down, which later jobs leave out', async () => {
    const folder = await temporaryFolder();
    const { runner, outcome, id } = await running(folder);
    const node = (await slurm('squeue', '-h', '-j', id, '-o', '%N')).trim();
    await slurm('scontrol', 'update', `nodename=${node}`, 'state=down', 'reason=test');
    expect(await outcome).toMatchObject({ status: 'failed', reason: 'node-failure' });
    const watching = control();
    expect(await runner.run(nodeJob(folder, 'next', ''), watching)).toEqual({ status: 'succeeded' });
    const submission = join(folder, 'slurm', watching.ids[0]?.split('.')[0] ?? '', 'submitted.json');
    expect(await readFile(submission, 'utf8')).toContain(`--exclude=${node}`);
  });

  it('is preemption where a better job takes its place', async () => {
    const { outcome, id } = await running(await temporaryFolder(), {
      settings: { partition: 'spot', extraArgs: ['--nodelist=node1', '--exclusive'] },
    });
    await slurm('sbatch', '-p', 'lm', '-w', 'node1', '--exclusive', '-o', '/dev/null', '--wrap', 'true');
    expect(await outcome).toMatchObject({
      ...{ status: 'failed', reason: 'preempted' },
      detail: expect.stringContaining(`Slurm job ${id} on node1`),
    });
  });

  it('is its time limit, which the next jobs get twice of', async () => {
    const folder = await temporaryFolder();
    const { runner, outcome, id } = await running(folder, { settings: { timeLimitMinutes: 10 } });
    await slurm('scontrol', 'update', `jobid=${id}`, 'endtime=now+2seconds');
    expect(await outcome).toMatchObject({
      ...{ status: 'failed', reason: 'time-limit' },
      detail: expect.stringContaining(`Slurm job ${id}`),
    });
    const watching = control();
    await runner.run(nodeJob(folder, 'next', ''), watching);
    const submission = join(folder, 'slurm', watching.ids[0]?.split('.')[0] ?? '', 'submitted.json');
    expect(await readFile(submission, 'utf8')).toContain('--time=20');
  });

  it('is success where it ends in peace when its time limit comes near', async () => {
    const program = `process.on('SIGTERM', () => process.exit(0)); ${STAYS}`;
    const { outcome, id } = await running(await temporaryFolder(), { settings: { timeLimitMinutes: 10 } }, program);
    await slurm('scontrol', 'update', `jobid=${id}`, 'endtime=now+40seconds');
    expect(await outcome).toEqual({ status: 'succeeded' });
  });

  it('is the fault of a node that falls silent', async () => {
    const { outcome, id } = await running(await temporaryFolder());
    const node = (await slurm('squeue', '-h', '-j', id, '-o', '%N')).trim();
    process.kill(await daemon(`slurmd-${node}`), 'SIGKILL');
    try {
      expect(await outcome).toMatchObject({
        ...{ status: 'failed', reason: 'node-failure' },
        detail: expect.stringContaining(`on ${node}`),
      });
    } finally {
      await slurm('slurmd', '-N', node);
    }
  });

  it('is the fault of a node that cannot start it; of two, that of a folder that nodes do not see', async () => {
    const folder = await temporaryFolder();
    const runner = testRunner(folder, { settings: { extraArgs: ['--hold'] } });
    const launch = async (id: string) => {
      const watching = control();
      const outcome = runner.run(nodeJob(folder, id, ''), watching);
      // Once the submission is on record, nothing of the launcher's is written there until the job ends.
      const record = () => join(folder, 'slurm', watching.ids[0]?.split('.')[0] ?? 'none', 'submitted.json');
      await expect.poll(() => existsSync(record()), { timeout: 20_000 }).toBe(true);
      await rm(join(folder, 'slurm'), { recursive: true });
      await slurm('scontrol', 'release', (await slurm('squeue', '-h', '-o', '%A')).trim());
      return await outcome;
    };
    expect(await launch('one')).toMatchObject({ status: 'failed', reason: 'node-failure' });
    expect(await launch('two')).toMatchObject({
      ...{ status: 'failed', reason: 'rejected' },
      detail: expect.stringContaining('is the run directory on a file system that all nodes share?'),
    });
  });

  it('is that of its second run where it may be queued again and somebody does so', async () => {
    const folder = await temporaryFolder();
    const program = `const again = process.env.SLURM_RESTART_COUNT; console.log('here');
      again ? process.exit(0) : setInterval(() => {}, 1000);`;
    const { outcome, id } = await running(folder, { onInterrupt: 'detach' }, program);
    await slurm('scontrol', 'requeue', id);
    await expect.poll(() => slurm('squeue', '-h', '-o', '%T'), { timeout: 30_000 }).toBe('PENDING');
    // A node counts in whole seconds: what it was told to end it does not start again within the same one.
    await sleep(2_000);
    await slurm('scontrol', 'update', `jobid=${id}`, 'starttime=now');
    expect(await outcome).toEqual({ status: 'succeeded' });
  });

  it('is memory where Slurm says so, and later jobs get twice as much, once', async () => {
    const folder = await temporaryFolder();
    const runner = testRunner(folder, { settings: { memoryMiB: 256 } });
    const program = `globalThis.kept = []; setInterval(() => kept.push(Buffer.alloc(40e6, 1)), 50);
      setTimeout(() => process.exit(0), 5000);`;
    const [first, second] = [control(), control()];
    expect(await runner.run(nodeJob(folder, 'one', program), first)).toMatchObject({
      ...{ status: 'failed', reason: 'out-of-memory' },
    });
    await runner.run(nodeJob(folder, 'two', ''), second);
    const commandOf = (id = '') => readFile(join(folder, 'slurm', id.split('.')[0] ?? '', 'submitted.json'), 'utf8');
    expect(await commandOf(first.ids[0])).toContain('--mem=256M');
    expect(await commandOf(second.ids[0])).toContain('--mem=512M');
  });

  it('is a rejection where its program cannot be started, or its folder is not there', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'not executable'), '');
    await chmod(join(folder, 'not executable'), 0o644);
    const runner = testRunner(folder);
    const outcomes = await Promise.all([
      runner.run(nodeJob(folder, 'one', '', { command: ['no-such-program'] }), control()),
      runner.run(nodeJob(folder, 'two', '', { command: [join(folder, 'not executable')] }), control()),
      runner.run(nodeJob(folder, 'three', '', { cwd: join(folder, 'none') }), control()),
      runner.run(nodeJob(folder, 'four', '', { logFile: join(folder, 'none', 'log') }), control()),
    ]);
    for (const outcome of outcomes) expect(outcome).toMatchObject({ status: 'failed', reason: 'rejected' });
  });

  it('is said where it would wait for ever, and the job is taken away', async () => {
    const folder = await temporaryFolder();
    const failing = (await slurm('sbatch', '--parsable', '-o', '/dev/null', '--wrap', 'false')).trim();
    const settings = { extraArgs: [`--dependency=afterok:${failing}`] };
    const runner = testRunner(folder, { settings, timing: { hopelessMs: 2_000 } });
    expect(await runner.run(nodeJob(folder, 'one', ''), control())).toMatchObject({
      ...{ status: 'failed', reason: 'rejected' },
      detail: expect.stringContaining('DependencyNeverSatisfied'),
    });
    expect(await slurm('squeue', '-h')).toBe('');
  });

  it('is waited for, and said, where a person has closed the partition', async () => {
    const folder = await temporaryFolder();
    const runner = testRunner(folder, { settings: { partition: 'closed' }, timing: { hopelessMs: 500 } });
    const abort = new AbortController();
    const outcome = runner.run(nodeJob(folder, 'one', ''), control(abort.signal));
    await expect.poll(() => runner.messages.join('\n'), { timeout: 20_000 }).toContain('wait: PartitionDown');
    abort.abort();
    expect(await outcome).toEqual({ status: 'cancelled' });
    expect(await slurm('squeue', '-h')).toBe('');
  });

  it('is known in a folder with a name that a shell, or Slurm, would change', async () => {
    const odd = join(await temporaryFolder(), `a "b" 'c' $(touch pwned) %j %% ü; rm -rf`);
    await mkdir(odd);
    const runner = testRunner(odd);
    const command = [process.execPath, '-e', `console.log(process.argv[1])`, '"; touch pwned; $(id)'] as const;
    const job = nodeJob(odd, 'one', '', { name: `"; touch pwned; $(id)\n\`x\``, command: [...command] });
    expect(await runner.run(job, control())).toEqual({ status: 'succeeded' });
    expect(await linesOf(job.logFile)).toEqual(['"; touch pwned; $(id)']);
    expect((await readdir(odd)).sort()).toEqual(['one.log', 'slurm']);
  });
});
