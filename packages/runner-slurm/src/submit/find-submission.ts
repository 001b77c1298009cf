import type { SlurmCommand } from '../commands/slurm-command.ts';
import type { Timing } from '../settings.ts';
import { parseStatus, statusArguments } from '../watch/parse-status.ts';

const ASK_MS = 1_000;

/**
 * Looks for a submission of which nobody knows whether it succeeded: a controller that is too busy to answer may still
 * do what it was asked, later. Only when it has answered and not known the name for ten quiet seconds was nothing
 * submitted. Waits for a controller that is away. Resolves to the job's id; `none`; or `stopped` by the signal.
 */
export async function findSubmission(
  name: string,
  run: SlurmCommand,
  { quietMs, now, sleep }: Pick<Timing, 'quietMs' | 'now' | 'sleep'>,
  stopped: () => boolean,
): Promise<{ readonly jobId: string } | 'none' | 'stopped'> {
  let quietSince: number | undefined;
  for (;;) {
    const asked = now();
    const answer = await run('squeue', statusArguments([name]));
    const id = answer.exitCode === 0 ? parseStatus(answer.stdout)[0]?.arrayId : undefined;
    if (id !== undefined) return { jobId: id };
    if (answer.exitCode === 0) {
      quietSince ??= asked;
      if (asked - quietSince >= quietMs) return 'none';
    } else {
      quietSince = undefined;
      if (stopped()) return 'stopped';
    }
    await sleep(ASK_MS);
  }
}
