import { join } from 'node:path';
import { writeFileAtomically } from 'oc-sdk/run-directory';
import type { SlurmCommand } from './commands/slurm-command.ts';
import type { Timing } from './settings.ts';

const FIELDS = 'JobID,JobName,State,ExitCode,Submit,Start,ElapsedRaw,TotalCPU,MaxRSS,AllocTRES,NodeList';

/**
 * What the cluster's accounts say of our jobs (queue times, GPU hours), beside what each says of itself: one table in
 * `RUN/slurm`. Nothing where there are no accounts, or they are not to be had.
 */
export async function writeAccounts(
  jobIds: readonly string[],
  path: { readonly runId: string; readonly runDirectory: string },
  run: SlurmCommand,
  { accountsMs, now, sleep }: Pick<Timing, 'accountsMs' | 'now' | 'sleep'>,
): Promise<void> {
  if (jobIds.length === 0) return;
  const end = now() + accountsMs;
  for (;;) {
    const answer = await run('sacct', ['--parsable2', `--jobs=${jobIds.join(',')}`, `--format=${FIELDS}`]);
    if (answer.exitCode !== 0) return;
    if (!isBehind(answer.stdout) || now() >= end) {
      const file = join(path.runDirectory, 'slurm', `${path.runId}.accounts.txt`);
      return await writeFileAtomically(file, `${answer.stdout}\n`);
    }
    await sleep(BETWEEN_MS);
  }
}

/** The accounts are a second or more behind (until then names are `allocation`), and nobody waits long for them. */
const BETWEEN_MS = 1_000;

function isBehind(table: string): boolean {
  return table.trim().split('\n').length < 2 || /\|(?:allocation|PENDING|RUNNING|COMPLETING)\|/.test(table);
}
