import { randomBytes } from 'node:crypto';
import { basename } from 'node:path';

const LONGEST_PART = 60;

/**
 * The display name of one attempt at a job, and the name of its folder: run, job and attempt, and a nonce, for names at
 * DLC need not be unique. Only of `[A-Za-z0-9_.-]`, whatever models are called.
 */
export function attemptName(runDirectory: string, jobId: string, attempt: number): string {
  const nonce = randomBytes(3).toString('hex');
  return `oc-${clean(basename(runDirectory))}-${clean(jobId)}-a${attempt}-${nonce}`;
}

export function isAttemptName(text: string): boolean {
  return /^oc-[A-Za-z0-9_.-]+-a\d+-[0-9a-f]{6}$/.test(text);
}

/** The same as tags, for lists in the console. */
export function attemptTags(runDirectory: string, jobId: string, attempt: number): Record<string, string> {
  return { 'oc-run': clean(basename(runDirectory)), 'oc-job': clean(jobId), 'oc-attempt': String(attempt) };
}

function clean(text: string): string {
  return text.replaceAll(/[^A-Za-z0-9_.-]+/g, '-').slice(0, LONGEST_PART) || 'x';
}
