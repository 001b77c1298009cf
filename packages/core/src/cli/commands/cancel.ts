import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createPluginHost } from 'oc-plugin-host';
import type { Runner } from 'oc-sdk';
import type { RunDirectory, Stage } from 'oc-sdk/run-directory';
import { launcherElsewhere } from '../../errors.ts';
import { endEarlierJobs } from '../../pipeline/earlier-jobs.ts';
import { pluginPlaces } from '../../pipeline/plugin-places.ts';
import { EarlierRunners } from '../../run/earlier-runners.ts';
import { findRun } from '../../run/find-run.ts';
import type { UnfinishedJob } from '../../run/journal.ts';
import { type LockHolder, lockHolder, lockRun } from '../../run/lock.ts';
import { createTerminalLogger } from '../terminal-logger.ts';
import type { RunFlags } from './status.ts';

const POLL_MS = 200;

/** `oc-core cancel RUN`: asks its launcher to stop, or ends the jobs that a launcher left behind. `-r` continues it. */
export async function cancel(run: string, { workDir }: RunFlags): Promise<number> {
  const directory = await findRun(run, resolve(workDir));
  const holder = await lockHolder(directory);
  const ended = holder ? await stopLauncher(directory, holder) : await endJobs(directory);
  process.stderr.write(`${ended}. Continue it with -r ${run}.\n`);
  return 0;
}

/** What Ctrl-C does: requests in flight are answered, and the launcher ends its jobs. */
async function stopLauncher(directory: RunDirectory, holder: LockHolder): Promise<string> {
  if (holder.host !== hostname()) throw launcherElsewhere(directory.root, holder);
  process.kill(holder.pid, 'SIGINT');
  while ((await lockHolder(directory)) !== undefined) await sleep(POLL_MS);
  return `Stopped process ${holder.pid}`;
}

async function endJobs(directory: RunDirectory): Promise<string> {
  const lock = await lockRun(directory);
  const logger = createTerminalLogger(process.stderr, false, (line) => void process.stderr.write(`${line}\n`));
  const host = createPluginHost({ searchFrom: pluginPlaces(process.cwd()) });
  const context = { logger, signal: new AbortController().signal, runDirectory: directory.root };
  const runners = new EarlierRunners(host, context);
  try {
    // A runner that takes over a job only to find its signal aborted ends it.
    const signal = AbortSignal.abort();
    const runnerOf = (_: Stage, { runner }: UnfinishedJob): Promise<Runner> => runners.of(runner);
    const ended = await endEarlierJobs(directory, { runnerOf, logger, signal });
    return ended === 0 ? 'Nothing was running' : `Ended ${ended} ${ended === 1 ? 'job' : 'jobs'}`;
  } finally {
    await runners.close();
    await lock.release();
  }
}
