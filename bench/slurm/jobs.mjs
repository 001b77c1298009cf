import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import slurm from 'oc-runner-slurm';

/** The runner as core makes it. `info` hears what it says. */
export async function createRunner(folder, info = () => {}) {
  const runDirectory = join(folder, 'run');
  await mkdir(runDirectory, { recursive: true });
  const logger = { debug() {}, info, warn: console.error, error: console.error, child: () => logger };
  const { signal } = new AbortController();
  const context = { logger, signal, runDirectory, resolvePath: (path) => path };
  return { runner: await slurm.create({ on_interrupt: 'cancel' }, context), logger };
}

export function job(folder, n, ...command) {
  const place = { cwd: folder, logFile: join(folder, `${n}.log`) };
  return { id: `j${n}`, name: 'bench', command, env: {}, resources: { gpus: 0 }, ...place };
}
