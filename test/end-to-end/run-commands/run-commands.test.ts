import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { datasetBlock, echoBlock, openAiBlock, questions, smallTasks } from '../../support/blocks.ts';
import type { OpenAiServer } from '../../support/openai-server.ts';
import { runCli, startCli } from '../../support/run-cli.ts';
import { testServer } from '../../support/server.ts';
import { type Project, tempProject } from '../../support/temp-project.ts';
import { waitFor } from '../../support/wait-for.ts';

describe('status, logs and cancel of a run that is over', () => {
  it('status counts samples and tasks, and says that nobody is at work', async () => {
    const project = await finishedRun();
    const { exitCode, stdout } = await runCli(project, 'status', 'latest');
    expect(exitCode).toBe(0);
    expect(stdout).toContain(': no launcher is at work\n');
    expect(stdout).toContain('echo: 10 of 10 samples answered\n');
    expect(stdout).toContain('infer: 2 tasks done, 0 running, 0 open, 0 failed\n');
    const { stdout: json } = await runCli(project, 'status', (await project.latestRun()).root, '--json');
    expect(JSON.parse(json)).toMatchObject({ models: [{ model: 'echo', answered: 10, total: 10 }] });
  });

  it('logs of a task are those of the worker that had it', async () => {
    const project = await finishedRun();
    const { stdout } = await runCli(project, 'logs', 'latest', 'infer/1-00001');
    expect(stdout).toContain('task 1-00001, attempt 0: d[5:10]');
    const run = await project.latestRun();
    const [worker] = /1-infer-\d+/.exec(await readFile(run.stage('infer').claim('1-00001', 0), 'utf8')) ?? [];
    expect(stdout).toBe(await readFile(run.log('infer', 'echo', String(worker)), 'utf8'));
  });

  it('a name that has no log, and a run that is not there, are told as such', async () => {
    const project = await finishedRun();
    expect(await runCli(project, 'logs', 'latest', 'nothing')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/^NO_SUCH_LOG: .*nothing/),
    });
    expect(await runCli(project, 'status', '20010101_000000')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/^NO_SUCH_RUN: /),
    });
  });

  it('cancel finds nothing to end', async () => {
    const { exitCode, stderr } = await runCli(await finishedRun(), 'cancel', 'latest');
    expect([exitCode, stderr]).toEqual([0, 'Nothing was running. Continue it with -r latest.\n']);
  });
});

describe('status, logs and cancel of a run at work', () => {
  it('show it, follow it to its end, and stop it so that nothing is asked twice', async () => {
    const { project, server } = await slowRun();
    const running = startCli(project, ['config.yaml']);
    await waitFor('a request', () => server.requests.length > 0);

    const { stdout: shown } = await runCli(project, 'status', 'latest');
    expect(shown).toContain(`process ${running.pid} on `);
    expect(shown).toMatch(/^infer job 1-infer-1 \(served\): \d+/m);

    const following = startCli(project, ['logs', '-f', 'latest', '1-infer-1']);
    expect((await runCli(project, 'cancel', 'latest')).stderr).toContain(`Stopped process ${running.pid}.`);
    expect((await running.finished).exitCode).toBe(130);
    expect(await following.finished).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('d[0:5]') });

    expect(await runCli(project, 'config.yaml', '-r', 'latest')).toMatchObject({ exitCode: 0 });
    expect(server.requests).toHaveLength(10);
  });

  it('cancel ends what a launcher that was killed left behind', async () => {
    const { project, server } = await slowRun();
    const running = startCli(project, ['config.yaml']);
    await waitFor('a request', () => server.requests.length > 0);
    running.kill('SIGKILL');
    await running.finished;
    const { exitCode, stderr } = await runCli(project, 'cancel', 'latest');
    expect([exitCode, stderr]).toEqual([0, 'Ended 1 job. Continue it with -r latest.\n']);
    expect((await runCli(project, 'status', 'latest')).stdout).not.toContain('infer job');
  });
});

async function finishedRun(): Promise<Project> {
  const project = await tempProject({
    'config.yaml': { models: [echoBlock()], datasets: [datasetBlock('d')], infer: { partitioner: smallTasks(5) } },
  });
  await project.writeRows('data/d.jsonl', questions(10));
  expect((await runCli(project, 'config.yaml')).exitCode).toBe(0);
  return project;
}

/** A run that has a few requests in flight for a while. */
async function slowRun(): Promise<{ project: Project; server: OpenAiServer }> {
  const server = await testServer({ latencyMs: 1500 });
  const project = await tempProject({
    'config.yaml': {
      models: [openAiBlock(server.url)],
      datasets: [datasetBlock('d')],
      infer: { partitioner: smallTasks(5) },
    },
  });
  await project.writeRows('data/d.jsonl', questions(10));
  return { project, server };
}
