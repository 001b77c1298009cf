import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Job } from 'oc-sdk';
import { writeFileAtomically } from 'oc-sdk/run-directory';

/** What a job on a node needs to know of itself. */
export type ElementSpec = Pick<Job, 'id' | 'command' | 'cwd' | 'env' | 'logFile'>;

/** Jobs that are given to Slurm in one call. */
export interface Submission {
  /** Slurm's job name, and a nonce: no other submission ever has it. */
  readonly name: string;
  readonly folder: string;
  readonly jobs: readonly Job[];
}

/** The script that Slurm runs, for every job the same; and the program that it starts. */
export const BATCH_SCRIPT = fileURLToPath(new URL('../../bin/job.sh', import.meta.url));
export const JOB_PROGRAM = fileURLToPath(new URL('../../dist/job/main.js', import.meta.url));

export function submissionFolder(runDirectory: string, name: string): string {
  return join(runDirectory, 'slurm', name);
}

/** The journal comes first: a launcher that dies in the next moment leaves what its successor needs. */
export async function writeSubmission({ folder, jobs }: Submission): Promise<void> {
  await mkdir(folder, { recursive: true });
  const specs: ElementSpec[] = jobs.map(({ id, command, cwd, env, logFile }) => ({ id, command, cwd, env, logFile }));
  await writeFileAtomically(specFile(folder), `${JSON.stringify(specs)}\n`);
}

export async function readElementSpec(folder: string, index: number): Promise<ElementSpec> {
  const specs = JSON.parse(await readFile(specFile(folder), 'utf8')) as ElementSpec[];
  const spec = specs[index];
  if (spec === undefined) throw new Error(`${specFile(folder)} has no job ${index}`);
  return spec;
}

/** For people and for the record: which job of Slurm a submission became, and by what command. */
export async function writeSubmitted(
  folder: string,
  record: { jobId: string; command: readonly string[] },
): Promise<void> {
  await writeFileAtomically(
    join(folder, 'submitted.json'),
    `${JSON.stringify({ ...record, time: new Date().toISOString() }, null, 2)}\n`,
  );
}

export async function readSubmittedId(folder: string): Promise<string | undefined> {
  try {
    return (JSON.parse(await readFile(join(folder, 'submitted.json'), 'utf8')) as { jobId: string }).jobId;
  } catch {
    return undefined;
  }
}

/** Slurm's own messages about a job; what the job writes goes to its log file. */
export function slurmLogFile(folder: string, index: number): string {
  return join(folder, `${index}.slurm.log`);
}

function specFile(folder: string): string {
  return join(folder, 'jobs.json');
}
