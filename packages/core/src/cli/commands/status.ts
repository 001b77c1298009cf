import { resolve } from 'node:path';
import { findRun } from '../../run/find-run.ts';
import { type RunStatus, runStatus } from '../../run/run-status.ts';
import { count } from '../introduction.ts';

export interface RunFlags {
  readonly workDir: string;
  readonly json?: boolean;
}

/** `oc-core status RUN`: how far it is, which jobs run, and whether a launcher is at work. */
export async function status(run: string, { workDir, json }: RunFlags): Promise<number> {
  const directory = await findRun(run, resolve(workDir));
  const found = await runStatus(directory);
  process.stdout.write(json ? `${JSON.stringify(found, null, 2)}\n` : `${asText(directory.root, found)}\n`);
  return 0;
}

function asText(root: string, { launcher, stages, models }: RunStatus): string {
  const at = launcher
    ? `process ${launcher.pid} on ${launcher.host} is at work since ${launcher.since}`
    : 'no launcher is at work';
  return [
    `${root}: ${at}`,
    ...models.map(({ model, answered, total }) => `${model}: ${answered} of ${count(total, 'sample')} answered`),
    ...stages.map(({ stage, tasks }) => {
      const { succeeded, held, open, exhausted } = tasks;
      return `${stage}: ${count(succeeded, 'task')} done, ${held} running, ${open} open, ${exhausted} failed`;
    }),
    ...stages.flatMap(({ stage, jobs }) =>
      jobs.map(
        ({ job, model, nativeId, engineId }) =>
          `${stage} job ${job} (${model}): ${engineId ?? nativeId ?? 'not submitted yet'}`,
      ),
    ),
  ].join('\n');
}
