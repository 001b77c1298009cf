import type { JobStatus } from 'oc-sdk';
import { JsonlTail, type RunDirectory, type Stage, type WorkerEvent } from 'oc-sdk/run-directory';
import type { UnfinishedJob } from '../run/journal.ts';
import { countWaits } from './count-waits.ts';
import type { EarlierJobs } from './progress-state.ts';

const POLL_MS = 1_000;

/** How far the jobs of an earlier launcher are: what they report, from now on, and what their engine says of them. */
export class EarlierProgress {
  readonly #open = new Set<UnfinishedJob>();
  readonly #statuses = new Map<UnfinishedJob, JobStatus>();
  readonly #events: readonly JsonlTail<WorkerEvent>[];
  readonly #tell: (state: EarlierJobs) => void;
  readonly #total: number;
  readonly #timer: NodeJS.Timeout | undefined;
  #answered = 0;
  #isFirstLook = true;

  constructor(
    directory: RunDirectory,
    stages: readonly { readonly name: Stage; readonly jobs: readonly UnfinishedJob[] }[],
    tell: ((state: EarlierJobs) => void) | undefined,
  ) {
    for (const { jobs } of stages) for (const job of jobs) this.#open.add(job);
    this.#total = this.#open.size;
    this.#tell = tell ?? (() => {});
    this.#events = stages.flatMap(({ name, jobs }) =>
      jobs.map(({ job }) => new JsonlTail<WorkerEvent>(directory.stage(name).events(job))),
    );
    if (this.#total === 0 || tell === undefined) return;
    void this.#look();
    this.#timer = setInterval(() => void this.#look(), POLL_MS);
  }

  note(job: UnfinishedJob, status: JobStatus): void {
    this.#statuses.set(job, status);
  }

  ended(job: UnfinishedJob): void {
    this.#open.delete(job);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #look(): Promise<void> {
    const news = (await Promise.all(this.#events.map((events) => events.read()))).flat();
    // What was there before is not news.
    if (!this.#isFirstLook) for (const event of news) if (event.event === 'samples') this.#answered += event.done;
    this.#isFirstLook = false;
    const waits = countWaits([...this.#open].flatMap((job) => this.#statuses.get(job) ?? []));
    this.#tell({ total: this.#total, open: this.#open.size, answered: this.#answered, waits });
  }
}
