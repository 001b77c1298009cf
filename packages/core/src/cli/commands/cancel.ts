import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createPluginHost, instantiate } from 'oc-plugin-host';
import type { RunDirectory } from 'oc-sdk/run-directory';
import { launcherElsewhere } from '../../errors.ts';
import { placeholderJob } from '../../pipeline/end-orphans.ts';
import { pluginPlaces } from '../../pipeline/pipeline.ts';
import { endOrphanedClaims } from '../../pipeline/stage/release-claims.ts';
import { findRun } from '../../run/find-run.ts';
import { JobJournal, type UnfinishedJob, unfinishedJobs } from '../../run/journal.ts';
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
  try {
    let ended = 0;
    for (const name of ['infer', 'eval'] as const) {
      const stage = directory.stage(name);
      const journal = new JobJournal(stage);
      for (const orphan of await unfinishedJobs(stage)) {
        await journal.ended(orphan.job, orphan.model, await endJob(directory, name, orphan));
        ended += 1;
      }
      await journal.close();
      await endOrphanedClaims(stage);
    }
    return ended === 0 ? 'Nothing was running' : `Ended ${ended} ${ended === 1 ? 'job' : 'jobs'}`;
  } finally {
    await lock.release();
  }
}

/** A runner that takes over a job only to find its signal aborted ends it. */
async function endJob(
  directory: RunDirectory,
  stage: 'infer' | 'eval',
  orphan: UnfinishedJob,
): Promise<Parameters<JobJournal['ended']>[2]> {
  const { job, model, nativeId, runner: spec } = orphan;
  if (nativeId === undefined) return { status: 'cancelled' };
  const logger = createTerminalLogger(process.stderr, false, (line) => void process.stderr.write(`${line}\n`));
  const signal = AbortSignal.abort();
  const host = createPluginHost({ searchFrom: pluginPlaces(process.cwd()) });
  // To leave jobs to themselves is what a launcher's end may mean, not what `cancel` does.
  const { on_interrupt: _, ...block } = spec.block;
  const context = { logger, signal: new AbortController().signal, runDirectory: directory.root };
  const runner = await instantiate(host, 'runner', { ...spec, block }, context);
  const outcome = await runner.adopt?.(placeholderJob(directory, stage, model, job), nativeId, {
    signal,
    logger,
    submitted: () => {},
  });
  await runner.close?.();
  return outcome ?? { status: 'cancelled' };
}
