import type { Job, JobOutcome, Logger } from 'oc-sdk';
import { withLogTail } from './log-tail.ts';
import { endGroup, signalGroup, waitForGroup } from './process-group.ts';
import { isRunning, parseNativeId } from './process-identity.ts';

interface AdoptSettings {
  readonly killGraceMs: number;
  readonly logger: Logger;
}

/**
 * Ends a process that an earlier launcher left behind: how a process ends is told to its parent alone, so nobody can
 * watch it any more; but it must write no more. Its outcome is always `lost`.
 */
export async function endOrphan(job: Job, nativeId: string, settings: AdoptSettings): Promise<JobOutcome> {
  const detail = await end(nativeId, settings);
  return withLogTail({ status: 'failed', reason: 'lost', detail }, job.logFile, 0);
}

async function end(nativeId: string, { killGraceMs, logger }: AdoptSettings): Promise<string> {
  const identity = parseNativeId(nativeId);
  if (identity === undefined) return `the launcher ended before the job; '${nativeId}' names no process`;
  if (!isRunning(identity)) return `the launcher ended before the job, and process ${identity.pid} is gone`;
  logger.info(`ending process ${identity.pid}, which an earlier launcher left behind`);
  signalGroup(identity.pid, 'SIGTERM');
  await waitForGroup(identity.pid, killGraceMs);
  if (await endGroup(identity.pid)) return `the launcher ended before the job; process ${identity.pid} was ended`;
  logger.warn(`process group ${identity.pid} of an earlier launcher cannot be killed`);
  return `the launcher ended before the job; process ${identity.pid} could not be ended`;
}
