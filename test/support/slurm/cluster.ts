import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';

/** What tests need to know of the cluster, or why there is none. */
export type Cluster =
  | { readonly environment: Readonly<Record<string, string>>; readonly accounting: boolean }
  | { readonly skipped: string };

export interface ClusterShape {
  readonly nodes: number;
  readonly gpusPerNode: number;
  readonly accounting: boolean;
  /** Jobs are held to their memory by the kernel. */
  readonly controlGroups?: boolean;
  /** Seconds after its end that the controller knows a job. */
  readonly minJobAge?: number;
}

/** Where a cluster keeps its files, and the first of its ports; several may be up at once. */
export interface ClusterPlace {
  readonly folder: string;
  readonly port: number;
}

export const USUAL_PLACE: ClusterPlace = {
  folder: process.env.SLURM_TEST_DIR ?? '/tmp/oc-slurm-test',
  port: Number(process.env.SLURM_TEST_PORT ?? 26817),
};

const UP = new URL('up.sh', import.meta.url).pathname;
const DOWN = new URL('down.sh', import.meta.url).pathname;

/** Brings a real cluster up on this machine: installs what is missing, as root on Debian. */
export async function startCluster(shape: ClusterShape & Partial<ClusterPlace>): Promise<Cluster> {
  const { nodes, gpusPerNode, accounting, controlGroups = false, minJobAge = 300 } = shape;
  const { folder = USUAL_PLACE.folder, port = USUAL_PLACE.port } = shape;
  const why = await whyNot();
  if (why !== undefined) return { skipped: why };
  const size = ['--nodes', String(nodes), '--gpus-per-node', String(gpusPerNode)];
  const age = ['--min-job-age', String(minJobAge)];
  const kind = [...(accounting ? ['--with-accounting'] : []), ...(controlGroups ? ['--cgroup'] : [])];
  // A daemon may keep what it inherits: a pipe from here would never end.
  await execa(UP, [...size, ...age, ...kind, '--quiet'], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: environmentOf({ folder, port }),
  });
  const said = await readFile(join(folder, 'env.sh'), 'utf8');
  const assignments = [...said.matchAll(/(\w+)=(\S+)/g)].map(([, name = '', value = '']) => [name, value]);
  return { environment: Object.fromEntries(assignments), accounting };
}

export async function stopCluster(place: ClusterPlace = USUAL_PLACE): Promise<void> {
  await execa(DOWN, ['--purge'], { stdio: 'inherit', env: environmentOf(place) });
}

function environmentOf({ folder, port }: ClusterPlace): NodeJS.ProcessEnv {
  return { SLURM_TEST_DIR: folder, SLURM_TEST_PORT: String(port) };
}

async function whyNot(): Promise<string | undefined> {
  if (process.platform !== 'linux') return `Slurm's daemons run on Linux, this is ${process.platform}`;
  if (process.getuid?.() !== 0) return 'Slurm starts jobs as their users, which only root may do';
  const found = await Promise.all(['slurmctld', 'apt-get'].map(isProgram));
  return found.includes(true) ? undefined : 'there is neither Slurm nor apt-get';
}

/** The daemons are where only root looks. */
async function isProgram(name: string): Promise<boolean> {
  const PATH = `${process.env.PATH}:/usr/sbin:/sbin`;
  return (await execa('which', [name], { reject: false, env: { PATH } })).exitCode === 0;
}
