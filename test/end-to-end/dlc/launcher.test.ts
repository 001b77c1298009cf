import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  answers,
  dlcProject,
  dlcServer,
  expectComplete,
  folderOfJob,
  startAtDlc,
  TRANSPORTS,
} from '../../support/dlc-project.ts';
import { waitFor } from '../../support/wait-for.ts';

describe.each(TRANSPORTS)('a launcher that goes, over %s', { timeout: 300_000 }, (transport) => {
  it('killed with jobs at work: the next goes on with them', async () => {
    const server = await dlcServer();
    const project = await dlcProject(server, 120, { transport });
    const first = startAtDlc(project, server, 'config.yaml');
    await answers(project, 6);
    first.kill('SIGKILL');
    await first.finished;
    const before = server.service.jobs.length;
    const { exitCode, stderr } = await startAtDlc(project, server, 'config.yaml', '-r', 'latest').finished;
    expect(exitCode, stderr).toBe(0);
    await expectComplete(project, 120);
    expect(server.service.jobs.length).toBe(before);
  });

  it('killed between the creation of a job and its journal: the next finds it by its name', async () => {
    const server = await dlcServer();
    const project = await dlcProject(server, 40, { transport, max_num_workers: 1 });
    // The service has the job, and the launcher waits for an answer that never comes.
    server.service.faults.add('create', 'hang');
    const first = startAtDlc(project, server, 'config.yaml');
    await waitFor('a job', () => server.service.jobs.length === 1);
    first.kill('SIGKILL');
    await first.finished;
    expect(existsSync(join(await folderOfJob(project, server, 0), 'created.json'))).toBe(false);
    const { exitCode, stderr } = await startAtDlc(project, server, 'config.yaml', '-r', 'latest').finished;
    expect(exitCode, stderr).toBe(0);
    await expectComplete(project, 40);
    expect(server.service.jobs).toHaveLength(1);
    expect(existsSync(join(await folderOfJob(project, server, 0), 'created.json'))).toBe(true);
  });

  it('on Ctrl-C: no job is left, and the run can be continued', async () => {
    const server = await dlcServer();
    const project = await dlcProject(server, 90, { transport });
    const first = startAtDlc(project, server, 'config.yaml');
    await answers(project, 6);
    first.kill('SIGINT');
    expect((await first.finished).exitCode).toBe(130);
    expect(server.service.jobs.length).toBeGreaterThan(0);
    expect(server.service.jobs.filter(({ isTerminal }) => !isTerminal)).toEqual([]);
    const { exitCode, stderr } = await startAtDlc(project, server, 'config.yaml', '-r', 'latest').finished;
    expect(exitCode, stderr).toBe(0);
    await expectComplete(project, 90);
  });

  it('with --detach: the jobs go on, and -r takes them up', async () => {
    const server = await dlcServer();
    const project = await dlcProject(server, 150, { transport });
    const left = await startAtDlc(project, server, 'config.yaml', '--detach').finished;
    expect(left.exitCode, left.stderr).toBe(0);
    expect(left.stderr).toMatch(/Left 3 jobs at work: dlc[0-9a-z]+, dlc[0-9a-z]+, dlc[0-9a-z]+/);
    expect(server.service.calls).not.toContain('stop');
    expect(server.service.jobs.filter(({ isTerminal }) => !isTerminal)).toHaveLength(3);
    const { exitCode, stderr } = await startAtDlc(project, server, 'config.yaml', '-r', 'latest').finished;
    expect(exitCode, stderr).toBe(0);
    await expectComplete(project, 150);
    expect(server.service.jobs).toHaveLength(3);
  });
});
