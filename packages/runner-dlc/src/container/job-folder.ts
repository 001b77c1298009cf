import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from 'oc-sdk/run-directory';
import type { JobRequest } from '../transport/transport.ts';

/** Everything of one job that DLC has, or is to have, in the run directory. */
export function jobFolder(runDirectory: string, name: string): string {
  return join(runDirectory, 'dlc', name);
}

export function scriptFile(folder: string): string {
  return join(folder, 'job.sh');
}

/** The intent comes first: a launcher that dies in the next moment leaves what its successor needs. */
export async function writeIntent(folder: string, script: string, request: JobRequest): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFileAtomically(scriptFile(folder), script);
  await writeFileAtomically(join(folder, 'request.json'), `${JSON.stringify(request, null, 2)}\n`);
}

/** Which job of DLC it became. */
export async function writeCreated(folder: string, record: { jobId: string; console: string }): Promise<void> {
  const text = JSON.stringify({ ...record, time: new Date().toISOString() }, null, 2);
  await writeFileAtomically(join(folder, 'created.json'), `${text}\n`);
}

export async function readCreatedId(folder: string): Promise<string | undefined> {
  try {
    return (JSON.parse(await readFile(join(folder, 'created.json'), 'utf8')) as { jobId: string }).jobId;
  } catch {
    return undefined;
  }
}
