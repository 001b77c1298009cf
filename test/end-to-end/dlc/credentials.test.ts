import { mkdir, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { DlcServer } from '../../support/dlc/server.ts';
import { answers, dlcProject, dlcServer, expectComplete, QUICK_CFG, textsOfRun } from '../../support/dlc-project.ts';
import { type Running, startCli } from '../../support/run-cli.ts';
import type { Project } from '../../support/temp-project.ts';
import { waitFor } from '../../support/wait-for.ts';

const KEYS = { accessKeyId: 'STS.test-id', accessKeySecret: 'a-secret-of-the-test' };

describe('credentials that expire in the middle of a run', { timeout: 300_000 }, () => {
  async function begin(samples: number) {
    const server = await dlcServer({ account: { ...KEYS, securityToken: 'token-one' } });
    const project = await dlcProject(server, samples, { aliyun_cfg: { ...QUICK_CFG, dlc_sleep_time: 0.1 } });
    await renew(project, 'token-one');
    const running = start(project, 'config.yaml');
    await answers(project, 6);
    await waitFor('three jobs', () => server.service.jobs.length === 3);
    expire(server);
    return { server, project, running };
  }

  const expire = ({ service }: DlcServer) => {
    service.account.securityToken = 'token-two';
  };

  /** As whoever renews such credentials does it: into the file of Alibaba Cloud's tools. */
  async function renew(project: Project, token: string): Promise<void> {
    await mkdir(project.path('home', '.alibabacloud'), { recursive: true });
    const { accessKeyId, accessKeySecret } = KEYS;
    await writeFile(
      project.path('home', '.alibabacloud', 'credentials'),
      `[default]\ntype = sts\naccess_key_id = ${accessKeyId}\naccess_key_secret = ${accessKeySecret}\nsecurity_token = ${token}\n`,
    );
  }

  const start = (project: Project, ...args: string[]): Running =>
    startCli(project, args, { HOME: project.path('home') });

  it('and are renewed: the run goes on, and is complete', async () => {
    const { project, running } = await begin(150);
    await waitFor('a word on it', () => running.stderr.includes('the state of the DLC jobs is not known for now'));
    await renew(project, 'token-two');
    const { exitCode, stderr } = await running.finished;
    expect(exitCode, stderr).toBe(0);
    expect(stderr).toContain('DLC answers again');
    await expectComplete(project, 150);
  });

  it('and are not renewed: the run stops and says so, and -r goes on where it was', async () => {
    const { server, project, running } = await begin(150);
    // Nobody learns that one is gone, so what it held stays held.
    server.service.jobs[0]?.preempt('fails');
    const stopped = await running.finished;
    expect(stopped.exitCode, stopped.stderr).toBe(1);
    expect(stopped.stderr).toContain('its jobs go on, and -r takes them up');
    await renew(project, 'token-two');
    const { exitCode, stderr } = await start(project, 'config.yaml', '-r', 'latest').finished;
    expect(exitCode, stderr).toBe(0);
    await expectComplete(project, 150);
    const written = `${await textsOfRun(project)}\n${stopped.stdout}${stopped.stderr}${stderr}`;
    for (const secret of [KEYS.accessKeySecret, 'token-one', 'token-two']) expect(written).not.toContain(secret);
    expect(JSON.stringify(server.service.jobs.map(({ body }) => body))).not.toContain(KEYS.accessKeySecret);
  });
});
