import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  answers,
  CFG,
  dlcProject,
  dlcServer,
  expectComplete,
  folderOfJob,
  QUICK_CFG,
  startAtDlc,
} from '../../support/dlc-project.ts';
import { tempProject } from '../../support/temp-project.ts';
import { waitFor } from '../../support/wait-for.ts';

describe('a run at DLC', { timeout: 300_000 }, () => {
  it('starts no job in place of one that somebody stops, and is complete by the others', async () => {
    const server = await dlcServer();
    const project = await dlcProject(server, 90);
    const running = startAtDlc(project, server, 'config.yaml');
    await answers(project, 6);
    await waitFor('three jobs', () => server.service.jobs.length === 3);
    server.service.jobs[0]?.stop();
    const { exitCode, stderr } = await running.finished;
    expect(exitCode, stderr).toBe(0);
    expect(server.service.jobs).toHaveLength(3);
    await expectComplete(project, 90);
  });

  it('has another job in place of one that is preempted', async () => {
    const server = await dlcServer();
    const project = await dlcProject(server, 480);
    const running = startAtDlc(project, server, 'config.yaml');
    await answers(project, 6);
    await waitFor('three jobs', () => server.service.jobs.length === 3);
    server.service.jobs[0]?.preempt('fails');
    const { exitCode, stderr } = await running.finished;
    expect(exitCode, stderr).toBe(0);
    expect(server.service.jobs.length).toBeGreaterThanOrEqual(4);
    await expectComplete(project, 480);
  });

  it('goes on in another job where the time of one is nearly over', async () => {
    const server = await dlcServer();
    // The wait of the container's script for the warning, after nine minutes, is over when there is a file.
    const pre_cmd = `sleep() {
      [ "$1" = 540 ] || { command sleep "$1"; return; }
      until [ -e "$folder/nearly-over" ]; do command sleep 0.05; done
    }`;
    const limits = { max_num_workers: 1, max_running_minutes: 10, aliyun_cfg: { ...QUICK_CFG, pre_cmd } };
    const project = await dlcProject(server, 60, limits);
    const running = startAtDlc(project, server, 'config.yaml');
    await answers(project, 6);
    await writeFile(join(await folderOfJob(project, server, 0), 'nearly-over'), '');
    const { exitCode, stderr } = await running.finished;
    expect(exitCode, stderr).toBe(0);
    expect(server.service.jobs.map(({ status }) => status)).toEqual(['Succeeded', 'Succeeded']);
    await expectComplete(project, 60);
  });

  it('names what a config lacks before anything starts', async () => {
    const server = await dlcServer();
    const project = await dlcProject(server, 2, { aliyun_cfg: { worker_image: 'i' } });
    const { exitCode, stderr } = await startAtDlc(project, server, 'config.yaml').finished;
    expect(exitCode).toBe(2);
    expect(stderr).toContain('workspace_id');
    expect(stderr).toContain('resource_id');
    expect(await project.runs()).toEqual([]);
  });

  it('takes the keys from a file of their own', async () => {
    const server = await dlcServer();
    const project = await dlcProject(server, 4, {
      type: 'local',
      transport: undefined,
      endpoint: undefined,
      probe: undefined,
      calls_per_second: undefined,
      aliyun_cfg: undefined,
    });
    await project.write('aliyun.yaml', QUICK_CFG);
    const args = ['config.yaml', '--dlc', '--aliyun-cfg', 'aliyun.yaml'];
    const { exitCode, stderr } = await startAtDlc(project, server, ...args).finished;
    expect(exitCode, stderr).toBe(0);
    await expectComplete(project, 4);
    const missing = await startAtDlc(project, server, 'config.yaml', '--dlc', '--aliyun-cfg', '~/no/such.yaml')
      .finished;
    expect(missing.exitCode).toBe(2);
    expect(missing.stderr).toContain('--aliyun-cfg ~/no/such.yaml cannot be read');
  });
});

describe('oc-core doctor --runner dlc', () => {
  it('says what is there and what is not, and creates nothing', async () => {
    const server = await dlcServer();
    const project = await tempProject({ 'aliyun.yaml': CFG, 'other.yaml': { ...CFG, workspace_id: '1' } });
    const good = await startAtDlc(project, server, 'doctor', '--runner', 'dlc', '--aliyun-cfg', 'aliyun.yaml').finished;
    expect(good.exitCode, good.stderr).toBe(0);
    expect(good.stdout).toMatch(/ok +program +dlc: 2598c3119-202512111654/);
    expect(good.stdout).toMatch(/ok +workspace +259315 can be listed/);
    expect(good.stdout).toMatch(/\? +shared directory/);
    const bad = await startAtDlc(project, server, 'doctor', '--runner', 'dlc', '--aliyun-cfg', 'other.yaml').finished;
    expect(bad.exitCode).toBe(1);
    expect(bad.stdout).toMatch(/PROBLEM +workspace/);
    expect(server.service.jobs).toEqual([]);
  });
});
