import { chmod, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import type { JobOutcome } from 'oc-sdk';
import { describe, expect, it } from 'vitest';
import { type LifeOptions, lifeOf } from '../support/life.ts';
import { CFG, temporaryFolder } from '../support/runner.ts';

/** Says by which Node it runs, and what it was given. */
const REPORT = `
const { OC_TEST_NODE: node = 'of the image', OC_TEST_CONDA: conda, HF_HUB_OFFLINE: offline, HF_HUB_CACHE: cache } = process.env;
require('node:fs').writeFileSync('report.json', JSON.stringify({ node, conda, offline, cache }));`;

interface Report {
  readonly node: string;
  readonly conda?: string;
  readonly offline?: string;
  readonly cache?: string;
}

/** A folder with a Node that tells by a variable that it is this one. */
async function folderWithNode(name: string, more = ''): Promise<string> {
  const folder = join(await temporaryFolder(), name);
  await mkdir(join(folder, 'bin'), { recursive: true });
  const node = join(folder, 'bin', 'node');
  await writeFile(node, `#!/bin/sh\nOC_TEST_NODE='${name}' exec '${process.execPath}' ${more} "$@"\n`);
  await chmod(node, 0o755);
  return folder;
}

async function report(options: NonNullable<LifeOptions['options']>): Promise<Report> {
  const { folder, run, end } = await lifeOf(REPORT, { options });
  expect(await end(run())).toEqual({ status: 'succeeded' });
  return JSON.parse(await readFile(join(folder, 'report.json'), 'utf8'));
}

async function outcomeOf(options: NonNullable<LifeOptions['options']>): Promise<{ outcome: JobOutcome; log: string }> {
  const { job, run, end } = await lifeOf(REPORT, { options });
  const outcome = (await end(run())) as JobOutcome;
  return { outcome, log: await readFile(job.logFile, 'utf8') };
}

/** A bashrc as conda writes one: afterwards there is a function `conda`. */
async function bashrcWith(lines: string): Promise<string> {
  const path = join(await temporaryFolder(), 'bash rc');
  await writeFile(path, `${lines}\n`);
  return path;
}

const CONDA = (folder: string) => `conda() {
  [ "$1 $2" = 'activate my env' ] || { echo "no environment $2" >&2; return 1; }
  export OC_TEST_CONDA="$2" PATH='${folder}/bin':"$PATH"
}`;

describe('the environment of a command', () => {
  it('is that of the image, off the network, where nothing is said', async () => {
    expect(await report({})).toEqual({ node: 'of the image', offline: '1' });
  });

  it('is a conda environment by bashrc_path and conda_env_name', async () => {
    const bashrc_path = await bashrcWith(CONDA(await folderWithNode('of conda')));
    const aliyun_cfg = { ...CFG, bashrc_path, conda_env_name: 'my env' };
    expect(await report({ aliyun_cfg })).toMatchObject({ node: 'of conda', conda: 'my env' });
  });

  it('is the one at python_env_path', async () => {
    const python_env_path = await folderWithNode('of python');
    const aliyun_cfg = { ...CFG, python_env_path, huggingface_cache: '/mnt/a b', hf_offline: false };
    expect(await report({ aliyun_cfg })).toEqual({ node: 'of python', cache: '/mnt/a b' });
  });

  it('has the Node at node_path, whatever else is on the PATH', async () => {
    const python_env_path = await folderWithNode('of python');
    const node_path = join(await folderWithNode('of node_path'), 'bin', 'node');
    expect(await report({ node_path, aliyun_cfg: { ...CFG, python_env_path } })).toMatchObject({
      node: 'of node_path',
    });
  });

  it.each([
    ['a bashrc that is not there', '/no/such/bashrc', "bashrc_path '/no/such/bashrc' is not there in the container"],
    ['an environment that conda does not know', CONDA('/x'), "'conda activate other' failed"],
    [
      'a bashrc that ends early where nobody types',
      'case $- in *i*) ;; *) return ;; esac',
      "'conda activate other' failed",
    ],
  ])('with %s is an error that says so', async (_, bashrc, says) => {
    const bashrc_path = bashrc.startsWith('/') ? bashrc : await bashrcWith(bashrc);
    const { outcome, log } = await outcomeOf({ aliyun_cfg: { ...CFG, bashrc_path, conda_env_name: 'other' } });
    expect(outcome).toMatchObject({ status: 'failed', reason: 'rejected', detail: expect.stringContaining(says) });
    expect(log).toContain(says);
  });
});

/** A PATH as in an image without Node. */
async function toolsWithoutNode(): Promise<string> {
  const folder = await temporaryFolder();
  for (const tool of ['bash', 'date', 'grep', 'mv', 'rm', 'sleep', 'tee']) {
    const { stdout } = await execa('bash', ['-c', 'type -P "$1"', 'bash', tool]);
    await symlink(stdout, join(folder, tool));
  }
  return folder;
}

describe('the small job that looks first', () => {
  const probing = async (more: LifeOptions) => {
    const life = await lifeOf(REPORT, { ...more, options: { probe: true, ...more.options } });
    return { ...life, running: life.run() };
  };

  it('runs once, and the worker after it', async () => {
    const { service, runner, job, watching, running, end } = await probing({});
    expect(await end(running)).toEqual({ status: 'succeeded' });
    expect(await end(runner.run({ ...job, id: 'two' }, watching))).toEqual({ status: 'succeeded' });
    expect(service.jobs.map(({ name }) => /-(probe|one|two)-a0-/.exec(name)?.[1])).toEqual(['probe', 'one', 'two']);
    expect(service.jobs[0]?.body.JobSpecs).toMatchObject([{ ResourceConfig: { GPU: '0' } }]);
  });

  it('fails in an image without Node, and says what to do', async () => {
    // The launcher's own Node is at a path that the container does not have.
    const launcherNode = '/opt/launcher/node';
    const options = { envs: { PATH: await toolsWithoutNode() } };
    const { service, running, end } = await probing({ launcherNode, options });
    await expect(end(running)).rejects.toMatchObject({
      ...{ code: 'DLC_PROBE', fatal: true },
      message: expect.stringContaining('there is no Node in the container: give node_path, an image that has it'),
    });
    expect(service.jobs).toHaveLength(1);
  });

  it('fails for a Node that is too old, and names its version', async () => {
    const old = join(await temporaryFolder(), 'old.cjs');
    await writeFile(
      old,
      `for (const [name, value] of [['versions', { ...process.versions, node: '18.20.8' }], ['version', 'v18.20.8']])
        Object.defineProperty(process, name, { value });`,
    );
    const node_path = join(await folderWithNode('old', `-r '${old}'`), 'bin', 'node');
    const { running, end } = await probing({ options: { node_path } });
    await expect(end(running)).rejects.toMatchObject({
      code: 'DLC_PROBE',
      message: expect.stringMatching(/Node\.js v18\.20\.8 at .* is older than 20\.19/),
    });
  });

  it('fails where the container does not see the run directory', async () => {
    const { service, running, end, at } = await probing({});
    service.queueReason = 'waiting';
    Object.assign((await at(0, 'Queuing')).body, { UserCommand: 'bash /no/such/place/job.sh' });
    service.queueReason = undefined;
    await expect(end(running)).rejects.toMatchObject({
      code: 'DLC_PROBE',
      message: expect.stringContaining('does the container see the run directory under the same path'),
    });
  });
});
