import { type Job, type JobControl, type Logger, shellWord } from 'oc-sdk';
import { jobFolder, scriptFile, writeCreated, writeIntent } from '../container/job-folder.ts';
import { jobScript } from '../container/job-script.ts';
import { readMarkers } from '../container/markers.ts';
import { bodyTooLong, dlcCredentials, dlcNotFound, dlcRefused, dlcUnreachable } from '../errors.ts';
import { attemptName, attemptTags } from '../names.ts';
import type { DlcSettings, Timing } from '../settings.ts';
import { type DlcFailure, failureOf } from '../transport/failure.ts';
import { createBody } from '../transport/openapi/create-body.ts';
import type { DlcJob, DlcTransport, JobRequest } from '../transport/transport.ts';
import type { Place } from '../watch/watched.ts';
import { findCreated } from './find-created.ts';

export interface SubmitterOptions {
  readonly runDirectory: string;
  readonly settings: DlcSettings;
  readonly transport: DlcTransport;
  readonly timing: Timing;
  readonly logger: Logger;
  /** Commands that begin with it get the Node of the container. */
  readonly launcherNode: string;
}

/** `lost`: the service answers neither yes nor no, time after time. `detached`: it may have the job, and cannot be asked. */
export type Submission = Place | 'cancelled' | 'detached' | { readonly lost: string };

/** CreateJob takes so many bytes, system parameters among them. */
const MAX_BODY_BYTES = 65_536;
const SYSTEM_PARAMETER_BYTES = 2_048;

/** So often created without an answer and not found again, a job is given up. */
const ROUNDS = 5;

/** Looks that fail before the service is called unreachable, where it has never answered. */
const FIRST_LOOKS = 3;

/** Gives jobs to DLC, each once. */
export class Submitter {
  readonly #options: SubmitterOptions;
  #reached: Promise<void> | undefined;

  constructor(options: SubmitterOptions) {
    this.#options = options;
  }

  async submit(job: Job, attempt: number, control: JobControl): Promise<Submission> {
    const { runDirectory, settings, logger, launcherNode } = this.#options;
    const name = attemptName(runDirectory, job.id, attempt);
    const folder = jobFolder(runDirectory, name);
    const request = requestOf(job, name, attempt, runDirectory, settings);
    checkLength(request, settings);
    this.#reached ??= this.#reach(name);
    await this.#reached;
    if (control.signal.aborted) return 'cancelled';
    await writeIntent(folder, scriptOf(job, folder, request, settings, launcherNode), request);
    // From here on a later launcher can find it: by its name, should we not live to learn its id.
    await control.submitted(name);
    const created = await this.#create(request, folder, () => control.signal.aborted);
    if (typeof created !== 'string') return created;
    if (created === 'cancelled' || created === 'detached') return created;
    const console = consoleLink(created, settings);
    await writeCreated(folder, { jobId: created, console });
    logger.info(`${job.name}: DLC job ${created} (${name}), ${console}`);
    return { name, folder, jobId: created };
  }

  /** The job of a name that an earlier launcher gave it. */
  async find(name: string, folder: string, stopped: () => boolean): Promise<string | 'none' | 'stopped'> {
    const { transport, timing } = this.#options;
    const found = await findCreated(name, transport, timing, stopped, this.#tellOnce());
    return typeof found === 'string' ? found : await this.#oneOf(found, folder);
  }

  /** Nothing is created before the service has answered once: wrong credentials and regions show here. */
  async #reach(name: string): Promise<void> {
    const { transport, timing, settings } = this.#options;
    for (let look = 1; ; look += 1) {
      try {
        await transport.findByTag(name);
        return;
      } catch (error) {
        const failure = failureOf(error);
        if (failure.kind === 'throttled') look -= 1;
        else if (failure.kind !== 'unknown') throw fatal(failure, `findByTag ${name}`);
        else if (look >= FIRST_LOOKS) throw dlcUnreachable(settings.endpoint, failure.message);
        await timing.sleep(failure.retryAfterMs ?? timing.backOffMs);
      }
    }
  }

  async #create(
    request: JobRequest,
    folder: string,
    unwanted: () => boolean,
  ): Promise<string | 'cancelled' | 'detached' | { readonly lost: string }> {
    const { transport, timing, logger } = this.#options;
    const tell = this.#tellOnce();
    let throttled = 0;
    let says = '';
    for (let round = 0; round < ROUNDS; ) {
      if (unwanted()) return 'cancelled';
      try {
        return await transport.create(request);
      } catch (error) {
        const failure = failureOf(error);
        says = failure.message;
        if (failure.kind === 'throttled') {
          tell(failure);
          await timing.sleep(failure.retryAfterMs ?? backOff(timing.backOffMs, throttled));
          throttled += 1;
          continue;
        }
        if (failure.kind !== 'unknown') throw fatal(failure, transport.describe(request));
        logger.warn(`whether DLC has created ${request.name} is not known yet: ${says}`);
      }
      const found = await findCreated(request.name, transport, timing, unwanted, tell);
      if (found === 'stopped') return 'detached';
      if (found !== 'none') return await this.#oneOf(found, folder);
      round += 1;
    }
    return { lost: says };
  }

  /** The one of several that has begun, else the first; the others end. */
  async #oneOf(found: readonly DlcJob[], folder: string): Promise<string> {
    const { transport, logger } = this.#options;
    const host = (await readMarkers(folder)).start?.host;
    const [first, ...others] = found.toSorted((a, b) => Number(begun(b, host)) - Number(begun(a, host)));
    for (const { id } of others) {
      logger.warn(`DLC has created ${first?.name} twice: ${id} is stopped`);
      await transport.stop(id).catch(() => {});
    }
    return first?.id ?? '';
  }

  #tellOnce(): (failure: DlcFailure) => void {
    const told = new Set<string>();
    return ({ kind, message }) => {
      if (told.has(kind)) return;
      told.add(kind);
      this.#options.logger.warn(`DLC: ${message}; trying again`);
    };
  }
}

/** What is asked for: the job's own needs, at least what the config says, and more for each GPU. */
export function requestOf(
  { id, resources }: Job,
  name: string,
  attempt: number,
  runDirectory: string,
  settings: DlcSettings,
): JobRequest {
  const { gpus, cpus = 0, memoryMiB = 0, timeLimitSeconds } = resources;
  const limit = timeLimitSeconds === undefined ? Number.POSITIVE_INFINITY : Math.ceil(timeLimitSeconds / 60);
  return {
    name,
    command: `bash ${shellWord(scriptFile(jobFolder(runDirectory, name)))}`,
    gpus,
    // Per GPU as OpenCompass asks: 8 cores and 128 GiB.
    cpus: Math.max(8 * gpus, cpus, settings.cpus),
    memoryGiB: Math.max(128 * gpus, Math.ceil(memoryMiB / 1024), settings.memoryGiB),
    maxRunningMinutes: Math.min(settings.maxRunningMinutes, limit),
    tags: { ...settings.tags, ...attemptTags(runDirectory, id, attempt) },
  };
}

/** A page of the console, which must know the region. */
export function consoleLink(id: string, { region, workspaceId }: DlcSettings): string {
  const query = new URLSearchParams({ regionId: region, workspaceId });
  return `https://pai.console.aliyun.com/?${query}#/dlc/jobs/${id}/overview`;
}

export function backOff(baseMs: number, times: number): number {
  return baseMs * 2 ** Math.min(times, 5);
}

function scriptOf(
  job: Job,
  folder: string,
  { maxRunningMinutes }: JobRequest,
  { environment }: DlcSettings,
  launcherNode: string,
): string {
  return jobScript({ job, environment, folder, maxRunningMinutes, launcherNode });
}

function checkLength(request: JobRequest, settings: DlcSettings): void {
  const bytes = Buffer.byteLength(JSON.stringify(createBody(request, settings)));
  if (bytes > MAX_BODY_BYTES - SYSTEM_PARAMETER_BYTES)
    throw bodyTooLong(bytes, MAX_BODY_BYTES - SYSTEM_PARAMETER_BYTES);
}

function begun({ id }: DlcJob, host: string | undefined): boolean {
  return host?.startsWith(`${id}-`) ?? false;
}

function fatal({ kind, message }: DlcFailure, asked: string): Error {
  if (kind === 'credentials') return dlcCredentials(message);
  if (kind === 'no-program') return dlcNotFound(message);
  return dlcRefused(message, asked);
}
