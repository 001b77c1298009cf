import { link, stat } from 'node:fs/promises';
import { hasCode, isWithoutLinks } from './files.ts';
import type { StageDirectory } from './paths.ts';
import { claimAttempt } from './queue.ts';
import type { ClaimRecord } from './records.ts';

/**
 * The claims of one worker. All say the same, so the later ones are links to the first: nothing is written for them. An
 * attempt must not be asked for twice.
 */
export class WorkerClaims {
  readonly #stage: StageDirectory;
  readonly #record: ClaimRecord;
  /** A claim that others can be links to. */
  #written: string | undefined;

  constructor(stage: StageDirectory, record: ClaimRecord) {
    this.#stage = stage;
    this.#record = record;
  }

  /** Takes an attempt. False: somebody else has it. */
  async take(task: string, attempt: number): Promise<boolean> {
    const path = this.#stage.claim(task, attempt);
    const taken = this.#written === undefined ? undefined : await linkTo(this.#written, path);
    if (taken !== undefined) return taken;
    if (!(await claimAttempt(this.#stage, task, attempt, this.#record))) return false;
    this.#written = path;
    return true;
  }
}

/** Undefined: the file can have no further links. */
async function linkTo(file: string, path: string): Promise<boolean | undefined> {
  try {
    await link(file, path);
    return true;
  } catch (error) {
    // A network file system may do as asked, lose its answer, try again and find its own link.
    if (hasCode(error, 'EEXIST')) return await areSame(file, path);
    if (isWithoutLinks(error)) return undefined;
    throw error;
  }
}

async function areSame(...paths: readonly [string, string]): Promise<boolean> {
  const [one, other] = await Promise.all(paths.map((path) => stat(path, { bigint: true })));
  return one?.ino === other?.ino && one?.dev === other?.dev;
}
