import { describeCommand } from 'oc-sdk';
import type { SlurmCommand } from '../commands/slurm-command.ts';
import { slurmSays } from '../commands/slurm-command.ts';
import { slurmNotFound, slurmRefused, slurmUnreachable, timeLimitTooLong } from '../errors.ts';
import type { Needs } from '../lessons.ts';
import type { SlurmSettings, Timing } from '../settings.ts';
import { clusterOffers } from './cluster.ts';
import { longestMinutes, partitions } from './partitions.ts';
import { classifyRefusal, isFinalOfTest } from './refusal.ts';
import { BATCH_SCRIPT } from './submission.ts';
import { resourceArguments } from './submit-arguments.ts';

export interface Request {
  readonly needs: Needs;
  readonly settings: SlurmSettings;
  readonly excluded: readonly string[];
}

/** Asks whether the cluster would take such jobs, before any is submitted; each question once. */
export class Preflight {
  readonly #run: SlurmCommand;
  readonly #timing: Pick<Timing, 'pollMs' | 'sleep'>;
  readonly #passed = new Set<string>();
  #longest: Promise<number> | undefined;

  constructor(run: SlurmCommand, timing: Pick<Timing, 'pollMs' | 'sleep'>) {
    this.#run = run;
    this.#timing = timing;
  }

  /** @throws {OcError} SLURM_REFUSED, SLURM_TIME_LIMIT, SLURM_NOT_FOUND, SLURM_UNREACHABLE (before the first job) */
  async check(request: Request): Promise<void> {
    const asked = [...resourceArguments(request), BATCH_SCRIPT];
    if (this.#passed.has(asked.join('\0'))) return;
    await this.#test(asked);
    await this.#checkTimeLimit(request, asked);
    this.#passed.add(asked.join('\0'));
  }

  /** The longest time that a job may ask for, in minutes; Infinity where nobody says. */
  longest({ partition }: SlurmSettings): Promise<number> {
    this.#longest ??= partitions(this.#run).then((all) => longestMinutes(all, partition));
    return this.#longest;
  }

  async #test(asked: readonly string[]): Promise<void> {
    for (;;) {
      const answer = await this.#run('sbatch', ['--test-only', ...asked]);
      if (answer.missing) throw slurmNotFound('sbatch');
      if (answer.exitCode === 0) return;
      const says = slurmSays(answer);
      if (isFinalOfTest(says)) {
        throw slurmRefused(says, describeCommand(['sbatch', ...asked]), await clusterOffers(this.#run));
      }
      if (classifyRefusal(says) !== 'unknown') return;
      if (this.#passed.size === 0) throw slurmUnreachable(says);
      await this.#timing.sleep(this.#timing.pollMs);
    }
  }

  /** A stock Slurm takes a job that is too long and lets it wait for ever. A QOS may allow more than its partition does. */
  async #checkTimeLimit({ needs, settings }: Request, asked: readonly string[]): Promise<void> {
    const { timeLimitMinutes } = needs;
    if (timeLimitMinutes === undefined || settings.qos !== undefined) return;
    const longest = await this.longest(settings);
    if (timeLimitMinutes <= longest) return;
    const command = describeCommand(['sbatch', ...asked]);
    throw timeLimitTooLong(
      { timeLimitMinutes, longest, partition: settings.partition },
      command,
      await clusterOffers(this.#run),
    );
  }
}
