import { join } from 'node:path';
import { writeFileAtomically } from 'oc-sdk/run-directory';
import type { SlurmCommand } from './commands/slurm-command.ts';

const FIELDS = 'JobID,JobName,State,ExitCode,Submit,Start,ElapsedRaw,TotalCPU,MaxRSS,AllocTRES,NodeList';

/**
 * What the cluster's accounts say of our jobs (queue times, GPU hours), beside what each says of itself: one table in
 * `RUN/slurm`. Nothing where there are no accounts, or they are not to be had.
 */
export async function writeAccounts(
  jobIds: readonly string[],
  runId: string,
  runDirectory: string,
  run: SlurmCommand,
): Promise<void> {
  if (jobIds.length === 0) return;
  const answer = await run('sacct', ['--parsable2', `--jobs=${jobIds.join(',')}`, `--format=${FIELDS}`]);
  if (answer.exitCode !== 0) return;
  await writeFileAtomically(join(runDirectory, 'slurm', `${runId}.accounts.txt`), `${answer.stdout}\n`);
}
