import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, describe, inject } from 'vitest';
import { waitFor } from '../wait-for.ts';
import { type ClusterShape, startCluster, stopCluster, USUAL_PLACE } from './cluster.ts';

/** Tests that need the cluster: skipped where there is none. */
export function onCluster(title: string, tests: () => void): void {
  describe.skipIf('skipped' in inject('cluster'))(title, () => {
    tests();
    // The hook that comes last runs first: the cluster is still as the test left it.
    afterEach(async ({ task }) => {
      if (task.result?.state === 'fail') console.error(await stateOfCluster());
    });
  });
}

/**
 * A cluster for the tests of one `describe` only, beside the usual one: `name` is of its folder, `port` counts from the
 * first port of the usual one. The programs of Slurm find it by the environment, which is whole once it is up.
 */
export function ownCluster(name: string, port: number, shape: ClusterShape): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = {};
  const place = { folder: `${USUAL_PLACE.folder}-${name}`, port: USUAL_PLACE.port + port };

  beforeAll(async () => {
    const cluster = await startCluster({ ...shape, ...place });
    if ('skipped' in cluster) throw new Error(cluster.skipped);
    Object.assign(environment, process.env, cluster.environment);
  });

  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') console.error(await stateOfCluster(environment));
  });

  afterAll(() => stopCluster(place));
  return environment;
}

/** What its programs say of a cluster where a test failed, and the end of its controller's log. */
async function stateOfCluster(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const log = join(env.SLURM_TEST_DIR ?? '', 'log/slurmctld.log');
  const commands = [
    ['scontrol', 'ping'],
    ['sinfo', '-Nl'],
    ['sinfo', '-R'],
    ['squeue', '-t', 'all'],
    ['scontrol', 'show', 'job'],
    ['tail', '-60', log],
  ] as const;
  const said = commands.map(async ([program, ...args]) => {
    const { all } = await execa(program, args, { env, all: true, reject: false, timeout: 20_000 });
    return `$ ${[program, ...args].join(' ')}\n${all}`;
  });
  return (await Promise.all(said)).join('\n');
}

/** Runs a command of Slurm, and returns what it printed. */
export async function slurm(program: string, ...args: string[]): Promise<string> {
  return (await execa(program, args)).stdout;
}

/** The process id of a daemon of the cluster: `slurmctld`, `slurmd-node1`, ... */
export async function daemon(name: string): Promise<number> {
  const folder = process.env.SLURM_TEST_DIR ?? '';
  return Number(await readFile(join(folder, 'run', `${name}.pid`), 'utf8'));
}

/** Whatever a test has done to nodes and jobs is undone. */
export async function resetCluster(): Promise<void> {
  await execa('scancel', ['--user=root'], { reject: false });
  for (const node of ['node1', 'node2', 'node3', 'node4']) {
    await execa('scontrol', ['update', `nodename=${node}`, 'state=resume'], { reject: false });
  }
  await waitFor('idle nodes', async () => /^(?:idle\n?){4}$/.test(await slurm('sinfo', '-hN', '-p', 'lm', '-o', '%T')));
  await waitFor('an empty queue', async () => (await slurm('squeue', '-h')) === '');
}
