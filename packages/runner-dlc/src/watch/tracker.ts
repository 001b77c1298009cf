import type { JobControl, Logger } from 'oc-sdk';
import { deferred } from '../deferred.ts';
import type { Timing } from '../settings.ts';
import { meaningOf } from '../states.ts';
import { type DlcFailure, failureOf } from '../transport/failure.ts';
import type { DlcTransport } from '../transport/transport.ts';
import { Cadence } from './cadence.ts';
import { reasonToWait, summaryOf } from './summary.ts';
import { type Ending, type Place, Watched } from './watched.ts';

export interface Watch {
  readonly watched: Watched;
  readonly ending: Promise<Ending>;
}

interface TrackerOptions {
  readonly transport: DlcTransport;
  readonly timing: Timing;
  readonly logger: Logger;
  /** GPUs may be held after the end of a job. */
  readonly mayReserve: boolean;
}

/** Lists may be behind: so often missing in one, a job is asked for by itself. */
const MISSING_IN_LISTS = 2;

/** So often refused for want of credentials, a stop is given up: nothing that we can do will end the job. */
const REFUSED_STOPS = 3;

/** A container writes its first word within seconds, and a network file system shows it within a minute or two. */
const MUTE_MS = 120_000;

/**
 * One loop for all jobs: looks at the marks they leave, asks the service about all of them at once, and ends those that
 * are to end. An answer that does not come means that nothing is known, never that a job is gone.
 */
export class Tracker {
  readonly #options: TrackerOptions;
  readonly #cadence: Cadence;
  readonly #jobs = new Set<Watched>();
  readonly #told = new Set<string>();
  #polling: Promise<void> | undefined;
  #stopping: Promise<void> | undefined;
  #looping = false;
  #said = '';
  #silent: DlcFailure['kind'] | undefined;
  #refusedSince: number | undefined;
  #waitingFor = '';
  #askedWhy = Number.NEGATIVE_INFINITY;

  constructor(options: TrackerOptions) {
    this.#options = options;
    this.#cadence = new Cadence(options.timing);
  }

  watch(place: Place, report?: JobControl['report']): Watch {
    const { promise, resolve } = deferred<Ending>();
    const watched = new Watched(place, this.#options.timing.now(), resolve, report);
    watched.tell();
    this.#jobs.add(watched);
    this.#cadence.hurry();
    if (!this.#looping) {
      this.#looping = true;
      void this.#loop();
    }
    return { watched, ending: promise };
  }

  /** The job is to end. It is watched until it has. */
  stop(watched: Watched): void {
    watched.stopAskedAt ??= Number.NEGATIVE_INFINITY;
  }

  /** The job goes on without us. */
  forget(watched: Watched): void {
    this.#jobs.delete(watched);
  }

  async #loop(): Promise<void> {
    const { timing, mayReserve } = this.#options;
    while (this.#jobs.size > 0) {
      await Promise.all([...this.#jobs].map((job) => job.look()));
      for (const job of this.#jobs) {
        if (job.settle(timing.now(), { ...timing, mayReserve })) this.#jobs.delete(job);
      }
      // Calls run beside: a service that hangs must not keep us from seeing marks.
      this.#stopping ??= this.#stopDue()?.finally(() => {
        this.#stopping = undefined;
      });
      if (this.#cadence.isDue() && this.#jobs.size > 0) {
        this.#polling ??= this.#poll().finally(() => {
          this.#polling = undefined;
        });
      }
      await timing.sleep(timing.lookMs);
    }
    this.#looping = false;
  }

  async #poll(): Promise<void> {
    const { transport, timing } = this.#options;
    const jobs = [...this.#jobs];
    try {
      const found = await transport.getMany(jobs.map(({ jobId }) => jobId));
      for (const job of jobs) {
        const known = found.get(job.jobId);
        if (known) job.known(known, timing.now());
        else await this.#askAlone(job);
      }
      this.#answered();
      this.#cadence.asked();
      await this.#askWhy(jobs);
      this.#report(jobs);
    } catch (error) {
      const failure = failureOf(error);
      this.#failed(failure);
      this.#cadence.asked(failure.retryAfterMs);
    }
  }

  async #askAlone(job: Watched): Promise<void> {
    job.missing += 1;
    if (job.missing < MISSING_IN_LISTS) return;
    try {
      job.known(await this.#options.transport.get(job.jobId), this.#options.timing.now());
    } catch (error) {
      if (failureOf(error).kind !== 'not-found') throw error;
      job.absent();
    }
  }

  #answered(): void {
    if (this.#silent !== undefined) this.#options.logger.warn('DLC answers again');
    this.#silent = undefined;
    this.#refusedSince = undefined;
  }

  #failed({ kind, message }: DlcFailure): void {
    const { logger, timing } = this.#options;
    if (kind === 'credentials') this.#leaveIfRefusedLong(message);
    if (this.#silent === kind) return;
    this.#silent = kind;
    const minutes = Math.ceil(timing.refusedMs / 60_000);
    const meanwhile =
      kind === 'credentials' ? `; jobs go on, and what they write is still read, for ${minutes} minutes` : '';
    logger.warn(`the state of the DLC jobs is not known for now: ${message}${meanwhile}`);
  }

  /** Nobody renews the credentials: who waits for these jobs would wait for ever. */
  #leaveIfRefusedLong(message: string): void {
    const { logger, timing } = this.#options;
    this.#refusedSince ??= timing.now();
    if (timing.now() - this.#refusedSince < timing.refusedMs) return;
    logger.warn(`DLC has not taken the credentials for long: its jobs go on, and -r takes them up (${message})`);
    for (const job of this.#jobs) job.giveUp();
    this.#jobs.clear();
  }

  /** Asks for the events of one job that has waited long, now and then. */
  async #askWhy(jobs: readonly Watched[]): Promise<void> {
    const { transport, timing } = this.#options;
    const now = timing.now();
    const waiting = jobs.find(
      ({ waitingSince }) => waitingSince !== undefined && now - waitingSince >= timing.queueNoticeMs,
    );
    if (waiting?.job === undefined) {
      this.#waitingFor = '';
      return;
    }
    if (now - this.#askedWhy < timing.queueNoticeMs) return;
    this.#askedWhy = now;
    this.#waitingFor = reasonToWait(waiting.job, await transport.events(waiting.jobId).catch(() => []));
  }

  #report(jobs: readonly Watched[]): void {
    const { logger, timing } = this.#options;
    const summary = summaryOf(
      jobs.flatMap(({ job }) => job ?? []),
      this.#waitingFor,
    );
    if (summary !== this.#said) {
      if (summary !== '') logger.info(`DLC: ${summary}`);
      this.#cadence.hurry();
    }
    this.#said = summary;
    const mute = jobs.find((job) => job.isMute(timing.now(), MUTE_MS));
    if (mute)
      this.#tellOnce(`DLC job ${mute.jobId} runs and cannot be seen: does the container see the run directory?`);
    for (const { job } of jobs) {
      if (job && meaningOf(job.status) === undefined)
        this.#tellOnce(`DLC has a status '${job.status}', taken for one of a job that goes on`);
    }
  }

  #tellOnce(text: string): void {
    if (this.#told.has(text)) return;
    this.#told.add(text);
    this.#options.logger.warn(text);
  }

  /** Asks for the end of all that are to end and were not asked lately. The answer proves nothing: polls do. */
  #stopDue(): Promise<void> | undefined {
    const { timing } = this.#options;
    const due = [...this.#jobs].filter(
      ({ stopAskedAt, isLive }) =>
        stopAskedAt !== undefined && isLive && timing.now() - stopAskedAt >= timing.stopAgainMs,
    );
    if (due.length === 0) return undefined;
    return Promise.all(due.map((job) => this.#stopOne(job))).then(() => this.#cadence.hurry());
  }

  async #stopOne(job: Watched): Promise<void> {
    const { transport, timing, logger } = this.#options;
    try {
      await transport.stop(job.jobId);
      job.refusedStops = 0;
      job.stopAskedAt = timing.now();
    } catch (error) {
      const { kind, message, retryAfterMs } = failureOf(error);
      // Again after a while, not after the whole time that a job has to end.
      job.stopAskedAt = timing.now() - timing.stopAgainMs + (retryAfterMs ?? timing.backOffMs);
      if (kind !== 'not-found') this.#tellOnce(`cannot stop DLC job ${job.jobId} yet: ${message}`);
      if (kind !== 'credentials') return;
      job.refusedStops += 1;
      if (job.refusedStops < REFUSED_STOPS) return;
      logger.warn(`DLC job ${job.jobId} cannot be stopped without valid credentials: it goes on, and -r takes it up`);
      this.#jobs.delete(job);
      job.giveUp();
    }
  }
}
