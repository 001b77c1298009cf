import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import type { RunDirectory } from 'oc-sdk/run-directory';
import { describe, expect, it, onTestFinished } from 'vitest';
import { datasetBlock, echoBlock, questions } from '../../support/blocks.ts';
import { runCli, startCli } from '../../support/run-cli.ts';
import { type Project, tempProject } from '../../support/temp-project.ts';
import { waitFor } from '../../support/wait-for.ts';

describe('two launchers and one run directory', () => {
  it('the second is refused and changes nothing', async () => {
    const project = await projectOf({ load_ms: 5000 });
    const first = startCli(project, ['config.yaml']);
    await waitFor('the run', () => first.stderr.includes('New run'));
    const run = await project.latestRun();
    const before = await readFile(run.lockFile, 'utf8');
    const second = await runCli(project, 'config.yaml', '-r', 'latest');
    expect(second).toMatchObject({ exitCode: 2, stdout: '' });
    expect(second.stderr).toMatch(new RegExp(`^RUN_LOCKED: .* process ${first.pid} `));
    expect(await readFile(run.lockFile, 'utf8')).toBe(before);
    first.kill('SIGINT');
    expect((await first.finished).exitCode).toBe(130);
    await expect(readFile(run.lockFile)).rejects.toThrow('ENOENT');
  });

  it('each makes a run of its own when both start anew in the same second', async () => {
    const project = await projectOf({});
    const ends = await Promise.all([1, 2].map(() => runCli(project, 'config.yaml')));
    expect(ends.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    expect(await project.runs()).toHaveLength(2);
  });

  it('a lock of a process that is gone is taken over', async () => {
    const { project, run } = await finishedRun();
    const gone = spawn(process.execPath, ['--version']);
    await new Promise((resolve) => gone.once('close', resolve));
    await writeLock(project, run, { pid: gone.pid, start: '1' });
    expect(await runCli(project, 'config.yaml', '-r', 'latest')).toMatchObject({ exitCode: 0 });
  });

  it('a lock whose process number another process has now is taken over', async () => {
    const { project, run } = await finishedRun();
    await writeLock(project, run, { pid: process.pid, start: '1' });
    expect(await runCli(project, 'config.yaml', '-r', 'latest')).toMatchObject({ exitCode: 0 });
  });

  it('a lock of a killed launcher that nobody has buried yet is taken over', async () => {
    const { project, run } = await finishedRun();
    const zombie = await zombiePid();
    const start = (await readFile(`/proc/${zombie}/stat`, 'utf8')).split(') ')[1]?.split(' ')[19];
    await writeLock(project, run, { pid: zombie, start });
    expect(await runCli(project, 'config.yaml', '-r', 'latest')).toMatchObject({ exitCode: 0 });
  });

  it('a lock of another machine is obeyed, and the error names the file to remove', async () => {
    const { project, run } = await finishedRun();
    await writeLock(project, run, { host: 'elsewhere', pid: 1 });
    const { exitCode, stderr } = await runCli(project, 'config.yaml', '-r', 'latest');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('RUN_LOCKED');
    expect(stderr).toContain(run.lockFile);
  });

  it('a lock that nobody can read is obeyed, and the error names the file to remove', async () => {
    const { project, run } = await finishedRun();
    for (const content of ['', '{"token": "abc', 'null']) {
      await writeLockText(project, run, content);
      const { exitCode, stderr } = await runCli(project, 'config.yaml', '-r', 'latest');
      expect(exitCode).toBe(2);
      expect(stderr).toContain('RUN_LOCKED');
      expect(stderr).toContain(run.lockFile);
      expect(stderr).not.toContain('bug');
    }
  });
});

async function projectOf(options: Record<string, unknown>): Promise<Project> {
  const project = await tempProject({ 'config.yaml': { models: [echoBlock(options)], datasets: [datasetBlock('d')] } });
  await project.writeRows('data/d.jsonl', questions(3));
  return project;
}

async function finishedRun(): Promise<{ project: Project; run: RunDirectory }> {
  const project = await projectOf({});
  expect(await runCli(project, 'config.yaml')).toMatchObject({ exitCode: 0 });
  return { project, run: await project.latestRun() };
}

async function writeLock(project: Project, run: RunDirectory, record: object): Promise<void> {
  const lock = { token: 't', host: hostname(), since: '2026-01-01T00:00:00.000Z', ...record };
  await writeLockText(project, run, JSON.stringify(lock));
}

async function writeLockText(project: Project, run: RunDirectory, text: string): Promise<void> {
  await project.write(run.lockFile.slice(project.root.length + 1), text);
}

/** A dead process whose parent never asks how it ended. */
async function zombiePid(): Promise<number> {
  const parent = spawn('sh', ['-c', 'sleep 0 & echo $!; exec sleep 600'], { stdio: ['ignore', 'pipe', 'ignore'] });
  onTestFinished(() => void parent.kill('SIGKILL'));
  const line = await new Promise<string>((resolve) => parent.stdout.once('data', (data) => resolve(String(data))));
  const pid = Number(line);
  await waitFor('a zombie', async () => (await readFile(`/proc/${pid}/stat`, 'utf8')).includes(') Z '));
  return pid;
}
