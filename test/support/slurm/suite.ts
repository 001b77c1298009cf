import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, inject } from 'vitest';
import { waitFor } from '../wait-for.ts';

/** Tests that need the cluster: skipped where there is none. */
export function onCluster(title: string, tests: () => void): void {
  describe.skipIf('skipped' in inject('cluster'))(title, tests);
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
