import { type FileHandle, open } from 'node:fs/promises';
import type { execa } from 'execa';
import type { Job, JobControl, JobOutcome } from 'oc-sdk';
import { withLogTail } from './log-tail.ts';
import { countOomKills } from './oom-kills.ts';
import { type Ending, outcomeOf } from './outcome.ts';
import { endGroup } from './process-group.ts';
import { nativeIdOf } from './process-identity.ts';
import { supervise } from './supervise.ts';

interface ProcessSettings {
  readonly environment: NodeJS.ProcessEnv;
  readonly killGraceMs: number;
}

/** Runs the job's command, and resolves when no process of it is left. */
export async function runProcess(job: Job, control: JobControl, settings: ProcessSettings): Promise<JobOutcome> {
  const oomKills = await countOomKills();
  let log: FileHandle;
  try {
    log = await open(job.logFile, 'a');
  } catch (error) {
    return { status: 'failed', reason: 'rejected', detail: `cannot write the log: ${String(error)}` };
  }
  const logStart = (await log.stat()).size;
  const ending = await runWithLog(job, control, settings, log).finally(() => log.close());
  const oomKilled = ending.kind === 'ended' && (await countOomKills()) > oomKills;
  return withLogTail(outcomeOf(ending, { job, oomKilled }), job.logFile, logStart);
}

async function runWithLog(
  job: Job,
  control: JobControl,
  { environment, killGraceMs }: ProcessSettings,
  log: FileHandle,
): Promise<Ending> {
  if (control.signal.aborted) return { kind: 'stopped', cause: 'cancelled' };
  // Its many modules are for those who run something: a plan is made without them.
  const { execa } = await import('execa');
  let child: ReturnType<typeof start>;
  try {
    child = start(execa, job, environment, log);
  } catch (error) {
    return {
      kind: 'not started',
      problem: { originalMessage: error instanceof Error ? error.message : String(error) },
    };
  }
  return child.pid === undefined
    ? { kind: 'not started', problem: await child }
    : await watch(child, child.pid, job, control, killGraceMs);
}

/**
 * The job leads a process group of its own, so that all of it can be ended and a Ctrl-C reaches the launcher alone.
 * Its standard input says nothing and ends when the launcher does, however that dies. Throws on a null byte.
 */
function start(run: typeof execa, job: Job, environment: NodeJS.ProcessEnv, log: FileHandle) {
  const [program, ...args] = job.command;
  // Execa passes on any descriptor, but its types know those up to 9 only.
  const output = log.fd as 3;
  return run(program, args, {
    cwd: job.cwd,
    env: { ...environment, OC_PARENT_PIPE: '1' },
    extendEnv: false,
    stdin: 'pipe',
    stdout: output,
    stderr: output,
    buffer: false,
    detached: true,
    reject: false,
  });
}

async function watch(
  child: ReturnType<typeof start>,
  group: number,
  { name, resources: { timeLimitSeconds } }: Job,
  { signal, logger, submitted }: JobControl,
  killGraceMs: number,
): Promise<Ending> {
  const supervision = supervise(group, { signal, killGraceMs, timeLimitSeconds });
  try {
    submitted(nativeIdOf(group));
    const { exitCode, signal: killedBy } = await child;
    const { cause } = supervision;
    return cause === undefined ? { kind: 'ended', exitCode, killedBy } : { kind: 'stopped', cause };
  } finally {
    supervision.release();
    if (!(await endGroup(group))) logger.warn(`${name}: a process of group ${group} cannot be killed`);
  }
}
