import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ClaimRecord, hasCode, type RunDirectory, type Stage } from 'oc-sdk/run-directory';
import { noSuchLog } from '../errors.ts';
import { unfinishedJobs } from './journal.ts';

export interface WorkerLog {
  readonly worker: string;
  readonly file: string;
}

/**
 * The logs that belong to a task (`1-00003`, or `eval/1-00003`), a worker (`1-infer-2`) or a model; all of a run where
 * nothing is named. Oldest first.
 */
export async function logsOf(directory: RunDirectory, what: string | undefined): Promise<WorkerLog[]> {
  const all = await allLogs(directory);
  if (what === undefined) return all.map(({ worker, file }) => ({ worker, file }));
  const workers = await workersOfTask(directory, what);
  const found = all.filter(({ worker, model }) => worker === what || model === what || workers.includes(worker));
  if (found.length === 0) throw noSuchLog(what, directory.root);
  return found;
}

/** Whether nobody writes a worker's log any more. */
export async function isFinished(directory: RunDirectory, worker: string): Promise<boolean> {
  const stage: Stage = worker.includes('-eval-') ? 'eval' : 'infer';
  return (await unfinishedJobs(directory.stage(stage))).every(({ job }) => job !== worker);
}

async function workersOfTask(directory: RunDirectory, what: string): Promise<string[]> {
  const [task = '', only] = what.split('/').reverse();
  const stages = (['infer', 'eval'] as const).filter((stage) => only === undefined || stage === only);
  const workers = stages.map(async (name) => {
    const stage = directory.stage(name);
    const claims = (await readdir(stage.claims)).filter((claim) => claim.replace(/\.\d+$/, '') === task).sort();
    return await Promise.all(claims.map(async (claim) => await holderOf(join(stage.claims, claim))));
  });
  return (await Promise.all(workers)).flat();
}

async function holderOf(claim: string): Promise<string> {
  try {
    return (JSON.parse(await readFile(claim, 'utf8')) as ClaimRecord).worker;
  } catch {
    return '';
  }
}

async function allLogs(directory: RunDirectory): Promise<(WorkerLog & { model: string })[]> {
  const root = join(directory.root, 'logs');
  const files = await readdir(root, { recursive: true }).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  });
  return files
    .filter((file) => file.endsWith('.log'))
    .map((file) => {
      const [, model = '', name = ''] = file.split('/');
      return { model, worker: name.replace(/\.log$/, ''), file: join(root, file) };
    })
    .sort((a, b) => a.worker.localeCompare(b.worker, 'en', { numeric: true }));
}
