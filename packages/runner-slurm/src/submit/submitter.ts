import { groupBy } from '../collections.ts';
import { elementKey } from '../element.ts';
import type { Lessons } from '../lessons.ts';
import type { SlurmSettings } from '../settings.ts';
import { maxArraySize } from './cluster.ts';
import { type GpuBudget, Share } from './gpu-budget.ts';
import { Preflight, type Request } from './preflight.ts';
import { submissionFolder } from './submission.ts';
import { type SubmitOptions, submitArray } from './submit-array.ts';
import { reportQueued, stillWanted, type Waiting } from './waiting.ts';

export interface SubmitterOptions extends SubmitOptions {
  /** Unique to this runner: names of its jobs begin with it. */
  readonly runId: string;
  readonly settings: SlurmSettings;
  readonly requeue: boolean;
  readonly lessons: Lessons;
  readonly budget: GpuBudget;
}

/** Between two looks whether anybody still wants what Slurm does not take. */
const LOOK_MS = 500;

/** Gives jobs to Slurm, equal ones together, one command after the other. */
export class Submitter {
  readonly #options: SubmitterOptions;
  readonly #preflight: Preflight;
  readonly #jobIds: string[] = [];
  /** Jobs for which there are no GPUs within the budget. */
  #held: readonly Waiting[] = [];
  #last: Promise<void> = Promise.resolve();
  #submissions = 0;
  #maxArraySize: Promise<number> | undefined;

  constructor(options: SubmitterOptions) {
    this.#options = options;
    this.#preflight = new Preflight(options.run, options.timing);
  }

  /** Ids of the arrays and jobs that Slurm has taken. */
  get jobIds(): readonly string[] {
    return this.#jobIds;
  }

  submit(jobs: readonly Waiting[]): void {
    this.#held = [...this.#held, ...jobs];
    this.resume();
  }

  /** Looks again at jobs that are held: there may be GPUs for them now, or nobody may want them any more. */
  resume(): void {
    if (this.#held.length === 0) return;
    this.#last = this.#last.then(async () => {
      const jobs = stillWanted(this.#held);
      this.#held = [];
      await this.#submitAll(jobs);
    });
  }

  /** In the order in which they came, jobs get GPUs of the budget; those for which there are none may wait in Slurm. */
  async #submitAll(jobs: readonly Waiting[]): Promise<void> {
    const { budget } = this.#options;
    const admitted = new Set(jobs.filter(({ base }) => budget.take(base.gpus)));
    for (const group of groupBy(jobs, ({ base }) => JSON.stringify(base)).values()) {
      const atOnce = group.filter((job) => admitted.has(job)).length;
      if (atOnce === 0) this.#hold(group);
      else await this.#submitGroup(group, atOnce);
    }
  }

  #hold(jobs: readonly Waiting[]): void {
    reportQueued(jobs, 'max_gpus');
    this.#held = [...this.#held, ...jobs];
  }

  /** At most `atOnce` of the jobs are to run at once; their GPUs have been taken from the budget. */
  async #submitGroup(group: readonly Waiting[], atOnce: number): Promise<void> {
    const gpus = group[0]?.base.gpus ?? 0;
    let rest: readonly Waiting[] = group;
    let slots = atOnce;
    try {
      await this.#setLongestTime();
      await this.#preflight.check(this.#request(group[0]));
      let size = await this.#arraySize();
      for (rest = stillWanted(group); rest.length > 0 && slots > 0; rest = stillWanted(rest)) {
        const chunk = rest.slice(0, size);
        // The limit is one for all arrays of the group: each gets its part of it.
        const ofChunk = Math.min(chunk.length, Math.ceil((slots * chunk.length) / rest.length));
        if (await this.#submitChunk(chunk, ofChunk)) {
          rest = rest.slice(chunk.length);
          slots -= ofChunk;
        } else if (chunk.length > 1) size = Math.ceil(chunk.length / 2);
        else await this.#waitForLimit(rest);
      }
      if (rest.length > 0) this.#hold(rest);
    } catch (error) {
      for (const { reject } of rest) reject(error);
    }
    if (slots > 0) this.#giveBack(slots * gpus);
  }

  /** False: the user has as many jobs as Slurm allows. */
  async #submitChunk(jobs: readonly Waiting[], atOnce: number): Promise<boolean> {
    const { runId, runDirectory, requeue, budget } = this.#options;
    this.#submissions += 1;
    const name = `${runId}-${this.#submissions}`;
    const request = { ...this.#request(jobs[0]), detached: requeue, atOnce };
    const taken = await submitArray({ name, jobs, request }, this.#options);
    if (taken === 'limit') return false;
    const gpus = jobs[0]?.base.gpus ?? 0;
    const share = new Share(budget, { gpus, jobs: jobs.length, atOnce });
    const release = (): void => {
      if (share.jobEnded()) this.resume();
    };
    if (taken === 'stopped') {
      for (const { resolve } of jobs) {
        release();
        resolve('cancelled');
      }
      return true;
    }
    this.#jobIds.push(taken.jobId);
    const folder = submissionFolder(runDirectory, name);
    for (const [index, { control, resolve }] of jobs.entries()) {
      const jobId = jobs.length > 1 ? `${taken.jobId}_${index}` : taken.jobId;
      control.report?.({ phase: 'queued', engineId: jobId });
      resolve({ key: elementKey(name, index), folder, index, jobId, release });
    }
    return true;
  }

  async #waitForLimit(jobs: readonly Waiting[]): Promise<void> {
    const { timing, logger } = this.#options;
    logger.info(`Slurm takes no more jobs for now; ${jobs[0]?.job.name} waits`);
    reportQueued(jobs, "Slurm's limit of jobs");
    const end = timing.now() + timing.limitMs;
    while (timing.now() < end && jobs.some(({ control }) => !control.signal.aborted)) await timing.sleep(LOOK_MS);
  }

  #giveBack(gpus: number): void {
    this.#options.budget.giveBack(gpus);
    this.resume();
  }

  #request(first: Waiting | undefined): Request {
    const { settings, lessons } = this.#options;
    const nothing = { gpus: 0, cpus: undefined, memoryMiB: undefined, timeLimitMinutes: undefined };
    return { needs: lessons.apply(first?.base ?? nothing), settings, excluded: lessons.excluded };
  }

  /** No lesson asks for more time than the partition gives. */
  async #setLongestTime(): Promise<void> {
    const { lessons, settings } = this.#options;
    if (settings.timeLimitMinutes !== undefined) lessons.longestMinutes = await this.#preflight.longest(settings);
  }

  #arraySize(): Promise<number> {
    this.#maxArraySize ??= maxArraySize(this.#options.run);
    return this.#maxArraySize;
  }
}
