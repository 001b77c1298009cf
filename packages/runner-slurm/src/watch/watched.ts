import type { JobStatus } from 'oc-sdk';
import type { ElementKey } from '../element.ts';
import { type Markers, readMarkers } from '../markers.ts';
import type { Timing } from '../settings.ts';
import { meaningOf } from '../states.ts';
import { decide, type Verdict } from './decide.ts';
import type { StatusRow } from './parse-status.ts';

/** Where a job that is watched is to be found. */
export interface Place {
  readonly key: ElementKey;
  /** Slurm's name of its submission. */
  readonly submission: string;
  readonly folder: string;
  readonly index: number;
  /** As scancel takes it; undefined: not known yet. */
  readonly jobId: string | undefined;
  /** Slurm may queue it again when it ends for a reason that is not its own (`--requeue`). */
  readonly mayReturn: boolean;
}

export type Report = (status: JobStatus) => void;

/** A job starts within seconds, and a network file system shows a file within a minute. */
const MUTE_MS = 60_000;

/** One job that somebody waits for, and what is known of it. */
export class Watched {
  readonly place: Place;
  markers: Markers = { start: undefined, done: undefined };
  row: StatusRow | undefined;
  /** When it was asked to end; undefined: it was not. */
  cancelledAt: number | undefined;
  readonly #finish: (verdict: Verdict) => void;
  readonly #report: Report;
  #reported = '';
  #rowSince: number;
  #samePolls = 0;
  #absentPolls = 0;

  constructor(place: Place, now: number, finish: (verdict: Verdict) => void, report: Report = () => {}) {
    this.place = place;
    this.#report = report;
    this.#rowSince = now;
    this.#finish = finish;
  }

  get jobId(): string | undefined {
    return this.row?.jobId ?? this.markers.start?.jobId ?? this.place.jobId;
  }

  get node(): string {
    return this.markers.start?.node ?? this.row?.node ?? '';
  }

  /** Slurm has long said that it runs, and it has not left its first word. */
  isMute(now: number): boolean {
    return this.row?.state === 'RUNNING' && !this.markers.start && now - this.#rowSince >= MUTE_MS;
  }

  /** What an answered poll says: the job that runs our command, should Slurm have two of the name. */
  note(rows: readonly StatusRow[], now: number): void {
    const started = this.markers.start?.jobId;
    const row = rows.find(({ jobId }) => jobId === started) ?? rows.find(isLive) ?? rows.at(-1);
    const isNews = row?.state !== this.row?.state || row?.reason !== this.row?.reason;
    if (isNews) this.#rowSince = now;
    this.#samePolls = isNews ? 1 : this.#samePolls + 1;
    this.row = row;
    this.#absentPolls = row === undefined ? this.#absentPolls + 1 : 0;
    this.#tell();
  }

  /** Passes on what is new for people. */
  #tell(): void {
    const status = this.#status();
    const text = JSON.stringify(status);
    if (status === undefined || text === this.#reported) return;
    this.#reported = text;
    this.#report(status);
  }

  #status(): JobStatus | undefined {
    const { row, jobId, node } = this;
    const id = jobId === undefined ? {} : { engineId: jobId };
    const isQueued = row?.state === 'PENDING' && (this.place.mayReturn || !this.markers.start);
    if (isQueued) return { phase: 'queued', ...id, ...(row.reason === 'None' ? {} : { reason: row.reason }) };
    const isRunning = this.markers.start !== undefined || (row !== undefined && isLive(row));
    return isRunning ? { phase: 'running', ...id, node } : undefined;
  }

  cancelled(now: number): void {
    this.cancelledAt = now;
    this.#absentPolls = 0;
  }

  /** Reads the markers that have come, if any; `names` are the files in its folder. */
  async look(names: ReadonlySet<string>): Promise<void> {
    const { folder, index } = this.place;
    const restart = (this.markers.start?.restart ?? -1) + 1;
    const isNews =
      names.has(`${index}.${restart}.start.json`) || (names.has(`${index}.done.json`) && !this.markers.done);
    if (!isNews) return;
    this.markers = await readMarkers(folder, index, names);
    this.#tell();
  }

  /** Ends the watch if the job has ended. */
  settle(now: number, patience: Timing): boolean {
    const verdict = decide(
      {
        ...{ markers: this.markers, row: this.row, now },
        cancelling: this.cancelledAt !== undefined,
        mayReturn: this.place.mayReturn,
        samePolls: this.#samePolls,
        rowSince: this.#rowSince,
        absentPolls: this.#absentPolls,
      },
      patience,
    );
    if (verdict) this.#finish(verdict);
    return verdict !== undefined;
  }
}

export function isLive({ state }: StatusRow): boolean {
  return meaningOf(state) === 'live';
}
