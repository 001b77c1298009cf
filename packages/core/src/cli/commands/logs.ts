import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findRun } from '../../run/find-run.ts';
import { isFinished, logsOf } from '../../run/run-logs.ts';
import type { RunFlags } from './status.ts';

const POLL_MS = 500;

/** `oc-core logs [-f] RUN [TASK]`: the logs of the workers that had a task, oldest attempt first. */
export async function logs(
  run: string,
  what: string | undefined,
  { workDir, follow }: RunFlags & { follow?: boolean },
): Promise<number> {
  const directory = await findRun(run, resolve(workDir));
  const found = await logsOf(directory, what);
  for (const { worker, file } of found) {
    if (found.length > 1) process.stdout.write(`==> ${worker} <==\n`);
    await print(file, 0);
  }
  const last = found.at(-1);
  if (follow && last) await followLog(last.file, () => isFinished(directory, last.worker));
  return 0;
}

/** Prints what is added until the worker has ended. */
async function followLog(file: string, finished: () => Promise<boolean>): Promise<void> {
  let position = await sizeOf(file);
  for (let last = false; ; ) {
    const size = await sizeOf(file);
    if (size > position) await print(file, position);
    position = size;
    if (last) return;
    last = await finished();
    if (!last) await sleep(POLL_MS);
  }
}

async function print(file: string, start: number): Promise<void> {
  if ((await sizeOf(file)) <= start) return;
  for await (const chunk of createReadStream(file, { start })) process.stdout.write(chunk);
}

async function sizeOf(file: string): Promise<number> {
  return await stat(file).then(
    ({ size }) => size,
    () => 0,
  );
}
