import { access, mkdir, readdir, readFile } from 'node:fs/promises';
import { createExclusively } from './files.ts';
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

/** Ends an attempt. False: it had ended before, and that end stands. */
export async function endAttempt(stage: StageDirectory, record: EndedRecord): Promise<boolean> {
  const path = stage.ended(record.task, record.attempt);
  return await createExclusively(path, `${JSON.stringify(record)}\n`, { durable: false });
}

/** Asks whoever holds an attempt to give back what of it has not begun. */
export async function askToGiveBack(stage: StageDirectory, task: string, attempt: number): Promise<void> {
  await mkdir(stage.requests, { recursive: true });
  await createExclusively(stage.giveBack(task, attempt), '', { durable: false });
}

export async function isAskedToGiveBack(stage: StageDirectory, task: string, attempt: number): Promise<boolean> {
  return await exists(stage.giveBack(task, attempt));
}

/**
 * The ends of all attempts, per task in the order of the attempts. `known` holds what an earlier call returned. An end
 * that is not fully written yet is left to a later call.
 */
export async function readEnded(
  stage: StageDirectory,
  known: Map<string, EndedRecord[]> = new Map(),
): Promise<Map<string, EndedRecord[]>> {
  for (const name of await namesIn(stage.endedAttempts)) {
    const { task, attempt } = parseAttempt(name.replace(/\.json$/, ''));
    const ends = known.get(task) ?? [];
    if (!name.endsWith('.json') || ends.some((end) => end.attempt === attempt)) continue;
    const end = parse<EndedRecord>(await readFile(stage.ended(task, attempt), 'utf8'));
    if (!end) continue;
    ends.push(end);
    ends.sort((a, b) => a.attempt - b.attempt);
    known.set(task, ends);
  }
  return known;
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

function parseAttempt(name: string): { task: string; attempt: number } {
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
