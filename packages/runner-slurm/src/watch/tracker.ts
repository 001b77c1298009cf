import type { Logger } from 'oc-sdk';
import { deferred, groupBy } from '../collections.ts';
import { type SlurmCommand, slurmSays } from '../commands/slurm-command.ts';
import type { ElementKey } from '../element.ts';
import { listMarkers } from '../markers.ts';
import type { Timing } from '../settings.ts';
import { isKnownState } from '../states.ts';
import { Cadence } from './cadence.ts';
import type { Verdict } from './decide.ts';
import { parseStatus, type StatusRow, statusArguments } from './parse-status.ts';
import { reasonsForAPerson, summaryOf } from './summary.ts';
import { isLive, type Place, type Report, Watched } from './watched.ts';

export interface Watch {
  readonly watched: Watched;
  readonly verdict: Promise<Verdict>;
}

interface TrackerOptions {
  readonly run: SlurmCommand;
  readonly timing: Timing;
  readonly logger: Logger;
}

/** Asked to end, a job has so long before it is asked again. */
const CANCEL_AGAIN_MS = 10_000;

/** Ids in one call of scancel. */
const CANCEL_BATCH = 500;

/**
 * One loop for all jobs: looks at their markers, asks Slurm about all of them at once, and ends those that are to end.
 * An answer that does not come means that nothing is known, never that a job is gone.
 */
export class Tracker {
  readonly #options: TrackerOptions;
  readonly #cadence: Cadence;
  readonly #jobs = new Set<Watched>();
  readonly #told = new Set<string>();
  #polling: Promise<void> | undefined;
  #cancelling: Promise<void> | undefined;
  #looping = false;
  #said = '';
  #isSilent = false;

  constructor(options: TrackerOptions) {
    this.#options = options;
    this.#cadence = new Cadence(options.timing);
  }

  watch(place: Place, report?: Report): Watch {
    const { promise, resolve } = deferred<Verdict>();
    const watched = new Watched(place, this.#options.timing.now(), resolve, report);
    this.#jobs.add(watched);
    this.#cadence.hurry();
    if (!this.#looping) {
      this.#looping = true;
      void this.#loop();
    }
    return { watched, verdict: promise };
  }

  /** The job is to end. It is watched until it has. */
  cancel(watched: Watched): void {
    if (watched.cancelledAt === undefined) watched.cancelled(-Infinity);
  }

  /** The job goes on without us. */
  forget(watched: Watched): void {
    this.#jobs.delete(watched);
  }

  async #loop(): Promise<void> {
    const { timing } = this.#options;
    while (this.#jobs.size > 0) {
      await this.#look();
      for (const job of this.#jobs) {
        if (!job.settle(timing.now(), timing)) continue;
        this.#jobs.delete(job);
        this.#cadence.hurry();
      }
      // The commands run beside: a controller that hangs must not keep us from seeing markers.
      this.#cancelling ??= this.#cancel()?.finally(() => {
        this.#cancelling = undefined;
      });
      if (this.#cadence.isDue()) {
        this.#polling ??= this.#poll().finally(() => {
          this.#polling = undefined;
        });
      }
      await timing.sleep(timing.lookMs);
    }
    this.#looping = false;
  }

  async #look(): Promise<void> {
    const folders = groupBy(this.#jobs, ({ place }) => place.folder);
    for (const [folder, jobs] of folders) {
      const names = await listMarkers(folder);
      await Promise.all(jobs.map((job) => job.look(names)));
    }
  }

  async #poll(): Promise<void> {
    const { run, timing, logger } = this.#options;
    const jobs = [...this.#jobs];
    const names = [...new Set(jobs.map(({ place }) => place.submission))];
    if (names.length === 0) return;
    const answer = await run('squeue', statusArguments(names));
    if (answer.exitCode !== 0) {
      if (!this.#isSilent) logger.warn(`the state of the Slurm jobs is not known for now: ${slurmSays(answer)}`);
      this.#isSilent = true;
      return this.#cadence.failed();
    }
    if (this.#isSilent) logger.warn('Slurm answers again');
    this.#isSilent = false;
    this.#cadence.answered(answer.elapsedMs);
    const rows = groupBy(parseStatus(answer.stdout), ({ key }) => key);
    for (const job of jobs) job.note(rows.get(job.place.key) ?? [], timing.now());
    this.#report(rows, jobs);
  }

  #report(rows: ReadonlyMap<ElementKey, readonly StatusRow[]>, jobs: readonly Watched[]): void {
    const { logger } = this.#options;
    const ours = jobs.flatMap(({ row }) => row ?? []);
    const summary = summaryOf(ours);
    if (summary !== this.#said) {
      logger.info(`Slurm: ${summary}`);
      this.#cadence.hurry();
    }
    this.#said = summary;
    for (const reason of reasonsForAPerson(ours)) this.#tellOnce(`Slurm jobs wait: ${reason}`);
    const mute = jobs.find((job) => job.isMute(this.#options.timing.now()));
    if (mute) {
      this.#tellOnce(`Slurm job ${mute.jobId} runs on ${mute.node} and cannot be seen: is the run directory shared?`);
    }
    for (const { state } of [...rows.values()].flat()) {
      if (!isKnownState(state)) this.#tellOnce(`Slurm has a state '${state}', taken for one that goes on`);
    }
  }

  #tellOnce(text: string): void {
    if (this.#told.has(text)) return;
    this.#told.add(text);
    this.#options.logger.warn(text);
  }

  /** One scancel for all that are to end and have not been asked lately. scancel's word proves nothing: polls do. */
  #cancel(): Promise<void> | undefined {
    const now = this.#options.timing.now();
    const due = [...this.#jobs].filter(
      ({ cancelledAt, jobId, row }) =>
        cancelledAt !== undefined &&
        now - cancelledAt >= CANCEL_AGAIN_MS &&
        jobId !== undefined &&
        (row === undefined || isLive(row)),
    );
    if (due.length === 0) return undefined;
    return this.#cancelJobs(due);
  }

  async #cancelJobs(due: readonly Watched[]): Promise<void> {
    const { run, timing, logger } = this.#options;
    const ids = [...new Set(due.flatMap(({ jobId }) => jobId ?? []))];
    for (let start = 0; start < ids.length; start += CANCEL_BATCH) {
      const batch = ids.slice(start, start + CANCEL_BATCH);
      const answer = await run('scancel', batch);
      if (answer.exitCode !== 0) logger.warn(`cannot cancel ${batch.join(' ')} yet: ${slurmSays(answer)}`);
    }
    for (const job of due) job.cancelled(timing.now());
    this.#cadence.soon();
  }
}
