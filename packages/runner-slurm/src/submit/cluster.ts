import { userInfo } from 'node:os';
import { type SlurmCommand, slurmSays } from '../commands/slurm-command.ts';

/** Slurm's default, for a cluster that does not say. */
const DEFAULT_MAX_ARRAY_SIZE = 1001;

/** The most elements of one array: indexes stay below this number. */
export async function maxArraySize(run: SlurmCommand): Promise<number> {
  const { stdout } = await run('scontrol', ['show', 'config']);
  const [, size] = /^MaxArraySize\s*=\s*(\d+)/m.exec(stdout) ?? [];
  return Math.max(1, Number(size ?? DEFAULT_MAX_ARRAY_SIZE));
}

/** What the cluster has to give, as lines for a person whose job it refuses. */
export async function clusterOffers(run: SlurmCommand): Promise<string> {
  const [partitions, qos] = await Promise.all([
    run('sinfo', ['--noheader', '--format=%P|%a|%l|%D|%c|%m|%G']),
    run('sacctmgr', [
      '--noheader',
      '--parsable2',
      'show',
      'assoc',
      `user=${userInfo().username}`,
      'format=account,qos',
    ]),
  ]);
  if (partitions.exitCode !== 0) return `What the cluster offers cannot be asked: ${slurmSays(partitions)}`;
  const lines = partitions.stdout.split('\n').filter(Boolean).map(partitionLine);
  const accounts = qos.exitCode === 0 ? [...new Set(qos.stdout.split('\n').filter(Boolean))].map(accountLine) : [];
  return ['The cluster offers:', ...lines, ...accounts].join('\n');
}

function partitionLine(line: string): string {
  const [name = '', availability, limit, nodes, cpus, memory, gres] = line.split('|');
  const isDefault = name.endsWith('*') ? ' (the default)' : '';
  const devices = gres === '(null)' || gres === undefined ? 'no GPUs' : gres;
  return `  partition ${name.replace(/\*$/, '')}${isDefault}: ${availability}, time limit ${limit}, ${nodes} nodes with ${cpus} CPUs, ${memory} MB and ${devices} each`;
}

function accountLine(line: string): string {
  const [account, qos] = line.split('|');
  return `  account ${account} with QOS ${qos}`;
}
