import { hostname } from 'node:os';
import type { Job, JobOutcome } from 'oc-sdk';
import { type BlockSpec, type JobRecord, JsonlAppender, readJsonl, type StageDirectory } from 'oc-sdk/run-directory';

/** A job that a launcher before us started and never saw end. */
export interface UnfinishedJob {
  readonly job: string;
  readonly model: string;
  /** Absent: it may have been submitted just before the launcher died. */
  readonly nativeId: string | undefined;
  /** What the engine's own commands call it, where the engine has said so. */
  readonly engineId?: string;
  readonly host: string;
  readonly runner: BlockSpec;
}

/** What this launcher did with jobs, written before it is done. */
export class JobJournal {
  readonly #file: JsonlAppender;

  constructor(stage: StageDirectory) {
    this.#file = new JsonlAppender(stage.jobs);
  }

  async intended(job: Job, model: string, plan: number, runner: BlockSpec): Promise<void> {
    await this.#write({ event: 'intended', job: job.id, model, plan, host: hostname(), runner });
  }

  async submitted(job: Job, model: string, nativeId: string): Promise<void> {
    await this.#write({ event: 'submitted', job: job.id, model, nativeId });
  }

  async accepted(job: Job, model: string, engineId: string): Promise<void> {
    await this.#write({ event: 'accepted', job: job.id, model, engineId });
  }

  async ended(job: string, model: string, outcome: JobOutcome): Promise<void> {
    await this.#write({ event: 'ended', job, model, outcome });
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  async #write(record: WithoutTime<JobRecord>): Promise<void> {
    await this.#file.append({ ...record, time: new Date().toISOString() });
  }
}

export async function unfinishedJobs(stage: StageDirectory): Promise<UnfinishedJob[]> {
  const jobs = new Map<string, UnfinishedJob>();
  for (const record of await readJsonl<JobRecord>(stage.jobs)) {
    const { job, model } = record;
    if (record.event === 'intended')
      jobs.set(job, { job, model, nativeId: undefined, host: record.host, runner: record.runner });
    const known = jobs.get(job);
    if (record.event === 'submitted' && known) jobs.set(job, { ...known, nativeId: record.nativeId });
    if (record.event === 'accepted' && known) jobs.set(job, { ...known, engineId: record.engineId });
    if (record.event === 'ended') jobs.delete(job);
  }
  return [...jobs.values()];
}

type WithoutTime<Record> = Record extends unknown ? Omit<Record, 'time'> : never;
