import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunnerFinding } from 'oc-sdk';
import { mountOf } from './mounts.ts';
import type { DlcSettings } from './settings.ts';
import type { DlcTransport } from './transport/transport.ts';

/** What can be said of the set-up without running a job: nothing is created at the service. */
export async function diagnose(
  settings: DlcSettings,
  transport: DlcTransport,
  folder: string,
): Promise<readonly RunnerFinding[]> {
  const { image, environment, transport: kind, region } = settings;
  return [
    { check: 'transport', status: 'ok', detail: `${kind}, region ${region}` },
    ...(await transport.diagnose()),
    { check: 'image', status: 'ok', detail: image },
    await writable(folder),
    mounted(folder, settings),
    {
      check: 'Node.js',
      status: 'unknown',
      detail: `${environment.nodePath ?? 'node on the PATH of the container'}: the first job of a run looks (probe)`,
    },
  ];
}

async function writable(folder: string): Promise<RunnerFinding> {
  const file = join(folder, `.oc-doctor-${randomBytes(4).toString('hex')}`);
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(file, 'oc-core');
    await readFile(file);
    return { check: 'work_dir', status: 'ok', detail: `${folder} is writable here` };
  } catch (error) {
    return {
      check: 'work_dir',
      status: 'problem',
      detail: `${folder}: ${error instanceof Error ? error.message : error}`,
    };
  } finally {
    await rm(file, { force: true }).catch(() => {});
  }
}

/** Paths are the same in the container only where a mount says so; the service decides where some are mounted. */
function mounted(folder: string, { dataSources, dataSourceUris }: DlcSettings): RunnerFinding {
  const sources = [...dataSources, ...dataSourceUris];
  const mounts = sources.map(mountOf);
  const at = mounts.find((mount) => mount !== undefined && `${folder}/`.startsWith(`${mount.replace(/\/+$/, '')}/`));
  if (at !== undefined)
    return { check: 'shared directory', status: 'ok', detail: `${folder} is below the mount ${at}` };
  if (mounts.includes(undefined)) {
    const detail = `where ${sources.filter((source) => mountOf(source) === undefined).join(', ')} is mounted is not said here; the first job of a run looks (probe)`;
    return { check: 'shared directory', status: 'unknown', detail };
  }
  return { check: 'shared directory', status: 'problem', detail: `${folder} is below none of ${mounts.join(', ')}` };
}
