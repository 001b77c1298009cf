import { readdir, readFile } from 'node:fs/promises';

/** Process ids of the workers that are at work on a run directory (Linux). */
export async function workersOf(runFolder: string): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const found = await Promise.all(pids.map(async (pid) => ((await isWorkerOf(pid, runFolder)) ? pid : undefined)));
  return found.filter((pid) => pid !== undefined);
}

async function isWorkerOf(pid: number, runFolder: string): Promise<boolean> {
  const args = (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).split('\0');
  return args.some((arg) => arg.endsWith('oc-worker.js')) && args.some((arg) => arg.startsWith(runFolder));
}
