import type { JobControl } from 'oc-sdk';
import { type Markers, NO_MARKERS, readMarkers } from '../container/markers.ts';
import { isTerminal, meaningOf } from '../states.ts';
import type { DlcJob } from '../transport/transport.ts';
import { type DecideOptions, decide, type Verdict } from './decide.ts';

/** Where a job that is watched is to be found. */
export interface Place {
  readonly name: string;
  readonly folder: string;
  readonly jobId: string;
}

/** How the watch of a job ended: with the job, or because nothing can be asked or done any more. */
export type Ending = Verdict | { readonly by: 'no access' };

const DAY_MS = 86_400_000;

/** One job that somebody waits for, and what is known of it. */
export class Watched {
  readonly name: string;
  readonly folder: string;
  jobId: string;
  markers: Markers = NO_MARKERS;
  job: DlcJob | undefined;
  /** When it was last asked to end; undefined: it is not to end. */
  stopAskedAt: number | undefined;
  /** Lists in a row that did not have it. */
  missing = 0;
  /** Calls to stop it in a row that were refused for want of credentials. */
  refusedStops = 0;
  readonly since: number;
  /** By the wall clock, with a day for a watch that was taken up. */
  readonly startedAtMs = Date.now() - DAY_MS;
  readonly #finish: (ending: Ending) => void;
  readonly #report: JobControl['report'];
  #statusSince: number;
  #exitSince: number | undefined;
  #absences = 0;

  constructor(
    { name, folder, jobId }: Place,
    now: number,
    finish: (ending: Ending) => void,
    report?: JobControl['report'],
  ) {
    this.name = name;
    this.folder = folder;
    this.jobId = jobId;
    this.since = now;
    this.#statusSince = now;
    this.#finish = finish;
    this.#report = report;
  }

  get isLive(): boolean {
    return this.job === undefined || !isTerminal(this.job.status);
  }

  /** Waiting for resources since then; undefined: it is not. */
  get waitingSince(): number | undefined {
    const isPending = this.job !== undefined && meaningOf(this.job.status) === 'pending';
    return isPending && this.markers.start === undefined ? this.#statusSince : undefined;
  }

  /** Runs, as the service says, and has not left its first word for so long. */
  isMute(now: number, ms: number): boolean {
    return this.job?.status === 'Running' && !this.markers.start && now - this.#statusSince >= ms;
  }

  known(job: DlcJob, now: number): void {
    const isNews = job.status !== this.job?.status || job.reasonMessage !== this.job.reasonMessage;
    if (job.status !== this.job?.status) this.#statusSince = now;
    this.job = job;
    if (isNews) this.tell();
    this.missing = 0;
    this.#absences = 0;
  }

  /** Says what the service says, to whoever looks at the run. */
  tell(): void {
    const { job, markers, jobId: engineId } = this;
    const runs = markers.start !== undefined || (job !== undefined && meaningOf(job.status) === 'running');
    const reason = job?.reasonMessage || job?.reasonCode || job?.status;
    this.#report?.({
      ...{ phase: runs ? 'running' : 'queued', engineId },
      ...(runs || !reason ? {} : { reason }),
      ...(markers.start === undefined ? {} : { node: markers.start.host }),
    });
  }

  absent(): void {
    this.#absences += 1;
  }

  /** Reads the marks in its folder. Whoever began the work is the job, should the service have two of the name. */
  async look(): Promise<void> {
    const hadStarted = this.markers.start !== undefined;
    this.markers = await readMarkers(this.folder);
    if (!hadStarted && this.markers.start !== undefined) this.tell();
    const [, worker] = /^(dlc[0-9a-z]+)-/.exec(this.markers.start?.host ?? '') ?? [];
    if (worker === undefined || worker === this.jobId) return;
    this.jobId = worker;
    this.job = undefined;
  }

  giveUp(): void {
    this.#finish({ by: 'no access' });
  }

  /** Ends the watch if the job has ended. */
  settle(now: number, patience: DecideOptions): boolean {
    if (this.markers.exit !== undefined) this.#exitSince ??= now;
    const verdict = decide(
      {
        ...{ markers: this.markers, job: this.job, now, watchedSince: this.since, exitSince: this.#exitSince ?? now },
        ...{ stopping: this.stopAskedAt !== undefined, statusSince: this.#statusSince, absences: this.#absences },
      },
      patience,
    );
    if (verdict) this.#finish(verdict);
    return verdict !== undefined;
  }
}
