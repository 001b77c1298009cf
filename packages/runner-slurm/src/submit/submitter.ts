import type { Job, JobControl, Logger } from 'oc-sdk';
import { type Answer, type SlurmCommand, slurmSays } from '../commands/slurm-command.ts';
import { describeCommand } from '../describe.ts';
import { type ElementKey, elementKey } from '../element.ts';
import { slurmNotFound, slurmRefused, slurmUnreachable } from '../errors.ts';
import type { Lessons, Needs } from '../lessons.ts';
import type { SlurmSettings, Timing } from '../settings.ts';
import { clusterOffers, maxArraySize } from './cluster.ts';
import { findSubmission } from './find-submission.ts';
import { classifyRefusal, isFinalOfTest } from './refusal.ts';
import { BATCH_SCRIPT, submissionFolder, writeSubmission, writeSubmitted } from './submission.ts';
import { resourceArguments, submitArguments } from './submit-arguments.ts';

/** A job that Slurm has taken. */
export interface Submitted {
  readonly key: ElementKey;
  readonly folder: string;
  readonly index: number;
  /** As scancel takes it. */
  readonly jobId: string;
}

/** A job on its way to Slurm. */
export interface Waiting {
  readonly job: Job;
  readonly base: Needs;
  readonly control: JobControl;
  resolve(submitted: Submitted | 'cancelled'): void;
  reject(error: unknown): void;
}

export interface SubmitterOptions {
  /** Unique to this runner: names of its jobs begin with it. */
  readonly runId: string;
  readonly runDirectory: string;
  readonly settings: SlurmSettings;
  readonly requeue: boolean;
  readonly lessons: Lessons;
  readonly run: SlurmCommand;
  readonly timing: Timing;
  readonly logger: Logger;
}

/** Gives jobs to Slurm, equal ones together, one command after the other. */
export class Submitter {
  readonly #options: SubmitterOptions;
  readonly #tested = new Set<string>();
  #last: Promise<void> = Promise.resolve();
  readonly #jobIds: string[] = [];
  #submissions = 0;
  #reached = false;
  #maxArraySize: Promise<number> | undefined;

  constructor(options: SubmitterOptions) {
    this.#options = options;
  }

  /** Ids of the arrays and jobs that Slurm has taken. */
  get jobIds(): readonly string[] {
    return this.#jobIds;
  }

  submit(jobs: readonly Waiting[]): void {
    for (const group of groupsOf(jobs)) {
      this.#last = this.#last.then(() => this.#submitGroup(group));
    }
  }

  async #submitGroup(group: readonly Waiting[]): Promise<void> {
    try {
      await this.#preflight(group);
      let size = await this.#arraySize();
      for (let rest = stillWanted(group); rest.length > 0; rest = stillWanted(rest)) {
        const chunk = rest.slice(0, size);
        const taken = await this.#submitChunk(chunk);
        if (taken) rest = rest.slice(chunk.length);
        else if (chunk.length > 1) size = Math.ceil(chunk.length / 2);
        else await this.#waitForLimit(chunk);
      }
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
  }

  /** Asks whether the cluster would take such a job, before anything is submitted. */
  async #preflight([first]: readonly Waiting[]): Promise<void> {
    if (first === undefined) return;
    const asked = [...resourceArguments(this.#resources(first)), BATCH_SCRIPT];
    if (this.#tested.has(asked.join('\0'))) return;
    for (;;) {
      const answer = await this.#options.run('sbatch', ['--test-only', ...asked]);
      if (answer.missing) throw slurmNotFound('sbatch');
      if (answer.exitCode === 0) break;
      const says = slurmSays(answer);
      if (isFinalOfTest(says)) throw await this.#refused(answer, ['sbatch', ...asked]);
      if (classifyRefusal(says) !== 'unknown') break;
      if (!this.#reached) throw slurmUnreachable(says);
      await this.#options.timing.sleep(this.#options.timing.pollMs);
    }
    this.#reached = true;
    this.#tested.add(asked.join('\0'));
  }

  /** False: the user has as many jobs as Slurm allows. */
  async #submitChunk(chunk: readonly Waiting[]): Promise<boolean> {
    const { run, timing, logger, runId, runDirectory } = this.#options;
    this.#submissions += 1;
    const name = `${runId}-${this.#submissions}`;
    const folder = submissionFolder(runDirectory, name);
    const command = submitArguments({
      ...{ name, folder, count: chunk.length, detached: this.#options.requeue },
      comment: chunk[0]?.job.name ?? name,
      ...this.#resources(chunk[0]),
    });
    await writeSubmission({ name, folder, jobs: chunk.map(({ job }) => job) });
    for (const [index, { control }] of chunk.entries()) control.submitted(elementKey(name, index));
    const unwanted = () => chunk.every(({ control }) => control.signal.aborted);
    for (;;) {
      if (unwanted()) return letGo(chunk);
      const answer = await run('sbatch', command, { cwd: folder });
      const found = await this.#jobIdOf(answer, name, command, unwanted);
      if (found === 'limit') return false;
      if (found === 'stopped') {
        logger.warn(`Slurm may have taken ${name} and does not answer; to end it: scancel --name=${name}`);
        return letGo(chunk);
      }
      if (found !== 'none') {
        this.#jobIds.push(found.jobId);
        await writeSubmitted(folder, { jobId: found.jobId, command: ['sbatch', ...command] });
        logger.info(`${chunk.length} x ${chunk[0]?.job.name}: Slurm job ${found.jobId} (${name})`);
        for (const [index, { resolve }] of chunk.entries()) {
          const jobId = chunk.length > 1 ? `${found.jobId}_${index}` : found.jobId;
          resolve({ key: elementKey(name, index), folder, index, jobId });
        }
        return true;
      }
      await timing.sleep(timing.pollMs);
    }
  }

  async #jobIdOf(
    answer: Answer,
    name: string,
    command: readonly string[],
    unwanted: () => boolean,
  ): Promise<{ jobId: string } | 'none' | 'stopped' | 'limit'> {
    const [, jobId] = /^(\d+)(?:;|$)/m.exec(answer.stdout) ?? [];
    if (answer.exitCode === 0 && jobId !== undefined) return { jobId };
    if (answer.missing) throw slurmNotFound('sbatch');
    const says = slurmSays(answer);
    const refusal = answer.exitCode === 0 ? 'unknown' : classifyRefusal(says);
    if (refusal === 'never') throw await this.#refused(answer, ['sbatch', ...command]);
    if (refusal === 'limit') return 'limit';
    this.#options.logger.warn(`whether Slurm has taken ${name} is not known yet: ${says}`);
    return await findSubmission(name, this.#options.run, this.#options.timing, unwanted);
  }

  async #waitForLimit([first]: readonly Waiting[]): Promise<void> {
    const { timing, logger } = this.#options;
    logger.info(`Slurm takes no more jobs for now; ${first?.job.name} waits`);
    await timing.sleep(timing.limitMs);
  }

  #resources(waiting: Waiting | undefined) {
    const { settings, lessons } = this.#options;
    const base = waiting?.base ?? { gpus: 0, cpus: undefined, memoryMiB: undefined, timeLimitMinutes: undefined };
    return { needs: lessons.apply(base), settings, excluded: lessons.excluded };
  }

  async #refused(answer: Answer, command: readonly string[]) {
    return slurmRefused(slurmSays(answer), describeCommand(command), await clusterOffers(this.#options.run));
  }

  #arraySize(): Promise<number> {
    this.#maxArraySize ??= maxArraySize(this.#options.run);
    return this.#maxArraySize;
  }
}

/** Jobs that want the same, in the order in which they came. */
function groupsOf(jobs: readonly Waiting[]): readonly (readonly Waiting[])[] {
  const groups = new Map<string, Waiting[]>();
  for (const job of jobs) {
    const key = JSON.stringify(job.base);
    groups.set(key, [...(groups.get(key) ?? []), job]);
  }
  return [...groups.values()];
}

/** Lets those go whose signal was aborted meanwhile. */
function stillWanted(jobs: readonly Waiting[]): readonly Waiting[] {
  for (const { control, resolve } of jobs) if (control.signal.aborted) resolve('cancelled');
  return jobs.filter(({ control }) => !control.signal.aborted);
}

function letGo(jobs: readonly Waiting[]): true {
  for (const { resolve } of jobs) resolve('cancelled');
  return true;
}
