import { resolve } from 'node:path';
import { RunDirectory } from 'oc-sdk/run-directory';
import { noSuchRun } from '../errors.ts';
import { checkRun, reusableRun, runsIn } from './open-run.ts';

/** The run that a command names: a folder, a name in `workDir`, or `latest`. Throws NO_SUCH_RUN or NOT_A_RUN. */
export async function findRun(run: string, workDir: string): Promise<RunDirectory> {
  if (run.includes('/')) {
    const directory = new RunDirectory(resolve(run));
    await checkRun(directory);
    return directory;
  }
  const directory = await reusableRun(workDir, run);
  if (directory === undefined) throw noSuchRun(run, workDir, await runsIn(workDir));
  return directory;
}
