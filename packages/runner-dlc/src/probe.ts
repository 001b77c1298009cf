import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Job, JobControl, JobOutcome } from 'oc-sdk';
import { lastLines, writeFileAtomically } from 'oc-sdk/run-directory';
import { probeFailed } from './errors.ts';
import type { DlcSettings } from './settings.ts';

/** The oldest Node that workers run on. */
const LEAST_NODE = [20, 19] as const;

/** Says its version, and writes where workers will write. */
const PROGRAM = `
const [major, minor] = process.versions.node.split('.').map(Number);
console.log('Node.js ' + process.version + ' at ' + process.execPath);
require('node:fs').writeFileSync(process.argv[1], process.version);
process.exitCode = major > ${LEAST_NODE[0]} || (major === ${LEAST_NODE[0]} && minor >= ${LEAST_NODE[1]}) ? 0 : 3;`;

const TOO_OLD = 3;
const LOG_LINES = 8;

export interface ProbeOptions {
  readonly runDirectory: string;
  readonly settings: DlcSettings;
  readonly launcherNode: string;
}

/**
 * Runs one small job without a GPU, to see that the container has the run directory, bash and Node, before any worker
 * waits for GPUs. Once for a run and an environment. Resolves to false where it was cancelled.
 *
 * @throws {OcError} DLC_PROBE
 */
export async function probe(
  { runDirectory, settings, launcherNode }: ProbeOptions,
  control: JobControl,
  run: (job: Job, control: JobControl) => Promise<JobOutcome>,
): Promise<boolean> {
  const folder = join(runDirectory, 'dlc');
  const { image, dataSources, dataSourceUris, environment, resourceId } = settings;
  const subject = JSON.stringify([image, dataSources, dataSourceUris, environment, resourceId]);
  const hash = createHash('sha256').update(subject).digest('hex').slice(0, 12);
  const passed = join(folder, `probe-${hash}.json`);
  if (
    await readFile(passed)
      .then(() => true)
      .catch(() => false)
  )
    return true;
  await mkdir(folder, { recursive: true });
  const job = probeJob(folder, hash, launcherNode);
  control.logger.info('DLC: a small job looks whether the container is ready for workers');
  const outcome = await run(job, { ...control, submitted: () => {} });
  if (outcome.status === 'cancelled' || outcome.status === 'detached') return false;
  if (outcome.status === 'failed') throw await failure(outcome, job.logFile);
  await writeFileAtomically(passed, `${JSON.stringify({ time: new Date().toISOString() })}\n`);
  return true;
}

function probeJob(folder: string, hash: string, node: string): Job {
  return {
    ...{ id: 'probe', name: 'oc-core probe', cwd: folder, env: {} },
    command: [node, '-e', PROGRAM, join(folder, `probe-${hash}.written`)],
    resources: { gpus: 0, timeLimitSeconds: 600 },
    logFile: join(folder, `probe-${hash}.log`),
  };
}

async function failure(outcome: Extract<JobOutcome, { status: 'failed' }>, logFile: string): Promise<Error> {
  const lines = await lastLines(logFile, LOG_LINES);
  const says =
    outcome.exitCode === TOO_OLD
      ? `its ${lines[0] ?? 'Node.js'} is older than ${LEAST_NODE.join('.')}`
      : outcome.detail;
  return probeFailed(says, lines.map((line) => `  ${line}`).join('\n'));
}
