import { existsSync } from 'node:fs';
import { access, mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createExclusively, hasCode } from './files.ts';
import type { StageDirectory } from './paths.ts';
import type { ClaimRecord, EndedRecord } from './records.ts';

/*
 * The life of one attempt of a task, in the file system:
 *
 *     open ──claim──▶ claimed ──end──▶ succeeded | split | failed | released
 *
 * open: no file. claimed: `claims/<task>.<attempt>`. Ended: `ended/<task>.<attempt>.json`. Both files are created
 * exclusively, whole, and never changed: the first to end an attempt wins. After `failed` or `released` the next
 * attempt is open, while the failures are no more than `retry` and none was fatal. A task is cut by whoever holds it:
 * the launcher takes an open one for that, and asks the holder of another by a file `give-back/<task>.<attempt>`.
 *
 * Before an end that is no success comes a file `setbacks/<task>.<attempt>`: workers learn of what may be open again, or
 * was cut, without reading the ends of everything that went well.
 *
 * Neither is forced to the disk: a machine that goes down takes its workers along, and the next plan is made from the
 * answers, which are.
 */

/** Takes an attempt. False: somebody else has it. */
export async function claimAttempt(
  stage: StageDirectory,
  task: string,
  attempt: number,
  record: ClaimRecord,
): Promise<boolean> {
  const path = stage.claim(task, attempt);
  // Where many workers go down the same plan most attempts are taken: seeing that is cheaper than trying.
  if (await exists(path)) return false;
  return await createExclusively(path, JSON.stringify(record), { durable: false });
}

/** Whether somebody has an attempt, or had it. Without await: who looks for many at once waits ten times less. */
export function isClaimed(stage: StageDirectory, task: string, attempt: number): boolean {
  return existsSync(stage.claim(task, attempt));
}

/** Attempts that somebody has or had, each as `<task>.<attempt>`. */
export async function claimedAttempts(stage: StageDirectory): Promise<Set<string>> {
  return new Set(await namesIn(stage.claims));
}

/** Ends an attempt. False: it had ended before, and that end stands. */
export async function endAttempt(stage: StageDirectory, record: EndedRecord): Promise<boolean> {
  if (record.status !== 'succeeded') await foretellSetback(stage, record);
  const path = stage.ended(record.task, record.attempt);
  return await createExclusively(path, `${JSON.stringify(record)}\n`, { durable: false });
}

async function foretellSetback(stage: StageDirectory, { task, attempt }: EndedRecord): Promise<void> {
  await mkdir(stage.setbacks, { recursive: true });
  await createExclusively(stage.setback(task, attempt), '', { durable: false });
}

/** Asks whoever holds an attempt to give back what of it has not begun. */
export async function askToGiveBack(stage: StageDirectory, task: string, attempt: number): Promise<void> {
  await mkdir(stage.requests, { recursive: true });
  await createExclusively(stage.giveBack(task, attempt), '', { durable: false });
}

export async function isAskedToGiveBack(stage: StageDirectory, task: string, attempt: number): Promise<boolean> {
  return await exists(stage.giveBack(task, attempt));
}

/** Attempts that were asked for, each as `<task>.<attempt>`. */
export async function readRequests(stage: StageDirectory): Promise<string[]> {
  return await namesIfThere(stage.requests);
}

/** Asks a worker to end when it finds no task that it could take, and to wait for none. */
export async function askToLeave(stage: StageDirectory, worker: string): Promise<void> {
  await mkdir(stage.dismissals, { recursive: true });
  await createExclusively(stage.leave(worker), '', { durable: false });
}

export async function isAskedToLeave(stage: StageDirectory, worker: string): Promise<boolean> {
  return await exists(stage.leave(worker));
}

type Ends = Map<string, EndedRecord[]>;

/**
 * The ends of all attempts, per task in the order of the attempts. `known` holds what an earlier call returned; ends of
 * tasks that are not `wanted` are not read. An end that is not fully written yet is left to a later call.
 */
export async function readEnded(
  stage: StageDirectory,
  known: Ends = new Map(),
  wanted: (task: string) => boolean = () => true,
): Promise<Ends> {
  const names = (await namesIn(stage.endedAttempts)).filter((name) => name.endsWith('.json'));
  const attempts = names.map((name) => parseAttempt(name.slice(0, -'.json'.length)));
  return await readEnds(
    stage,
    attempts.filter(({ task }) => wanted(task)),
    known,
  );
}

/** The ends that are no successes, in the same way. */
export async function readSetbacks(stage: StageDirectory, known: Ends = new Map()): Promise<Ends> {
  return await readEnds(stage, (await namesIfThere(stage.setbacks)).map(parseAttempt), known);
}

/** Files that are read at once. */
const READ_AHEAD = 32;

/** The ends of these attempts, in the same way. */
export async function readEnds(
  stage: StageDirectory,
  attempts: readonly Attempt[],
  known: Ends = new Map(),
): Promise<Ends> {
  const unread = attempts.filter(({ task, attempt }) => !known.get(task)?.some((end) => end.attempt === attempt));
  for (let i = 0; i < unread.length; i += READ_AHEAD) {
    const some = unread.slice(i, i + READ_AHEAD);
    const ends = await Promise.all(some.map((each) => readEnd(stage, each)));
    for (const [j, { task, attempt }] of some.entries()) addEnd(known, task, attempt, ends[j]);
  }
  return known;
}

/** Undefined: it has not ended, or its end is not fully written yet. */
async function readEnd(stage: StageDirectory, { task, attempt }: Attempt): Promise<EndedRecord | undefined> {
  try {
    return parse<EndedRecord>(await readFile(stage.ended(task, attempt), 'utf8'));
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function addEnd(known: Ends, task: string, attempt: number, end: EndedRecord | undefined): void {
  if (end === undefined) return;
  const ends = known.get(task) ?? [];
  ends.splice(ends.filter((each) => each.attempt < attempt).length, 0, end);
  known.set(task, ends);
}

/** Above so many, listing the folder is cheaper than looking for each. */
const LOOK_FOR_EACH = 256;

/** Those of the attempts, each as `<task>.<attempt>`, that have no end yet. */
export async function withoutEnd(stage: StageDirectory, attempts: readonly string[]): Promise<string[]> {
  if (attempts.length > LOOK_FOR_EACH) {
    const ended = new Set(await namesIn(stage.endedAttempts));
    return attempts.filter((name) => !ended.has(`${name}.json`));
  }
  const over = await Promise.all(attempts.map((name) => exists(join(stage.endedAttempts, `${name}.json`))));
  return attempts.filter((_, i) => !over[i]);
}

/** The claims that have no end yet, with who holds them: undefined where the claim is not (or never was) fully written. */
export async function readHeldClaims(
  stage: StageDirectory,
): Promise<{ task: string; attempt: number; claim: ClaimRecord | undefined }[]> {
  const ended = new Set(await namesIn(stage.endedAttempts));
  const held = (await namesIn(stage.claims)).filter((name) => !ended.has(`${name}.json`));
  return await Promise.all(
    held.map(async (name) => {
      const { task, attempt } = parseAttempt(name);
      return { task, attempt, claim: parse<ClaimRecord>(await readFile(stage.claim(task, attempt), 'utf8')) };
    }),
  );
}

/** Which attempt of a task can be taken next, or why none: it is done, cut into others, or its failures are used up. */
export function nextAttempt(ends: readonly EndedRecord[], retry: number): number | 'succeeded' | 'split' | 'exhausted' {
  if (ends.some((end) => end.status === 'succeeded')) return 'succeeded';
  if (ends.some((end) => end.status === 'split')) return 'split';
  const failures = ends.filter((end) => end.status === 'failed');
  if (failures.length > retry || failures.some((end) => end.fatal)) return 'exhausted';
  return ends.length === 0 ? 0 : Math.max(...ends.map((end) => end.attempt)) + 1;
}

/** Folder names of a task's samples sort by plan, then by position. */
export function taskId(plan: number, position: number): string {
  return `${plan}-${String(position).padStart(5, '0')}`;
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}

async function namesIn(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => !name.startsWith('.'));
}

async function namesIfThere(folder: string): Promise<string[]> {
  try {
    return await namesIn(folder);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  }
}

export interface Attempt {
  readonly task: string;
  readonly attempt: number;
}

function parseAttempt(name: string): Attempt {
  const dot = name.lastIndexOf('.');
  return { task: name.slice(0, dot), attempt: Number(name.slice(dot + 1)) };
}

function parse<Entry>(text: string): Entry | undefined {
  try {
    return JSON.parse(text) as Entry;
  } catch {
    return undefined;
  }
}
