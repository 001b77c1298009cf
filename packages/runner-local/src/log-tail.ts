import { stripVTControlCharacters } from 'node:util';
import type { JobOutcome } from 'oc-sdk';
import { tailOf } from 'oc-sdk/run-directory';

const MAX_LINES = 5;
const MAX_CHARACTERS = 500;

/** Adds the end of the log to a failure's detail: what the job wrote from byte `start` on. */
export async function withLogTail(outcome: JobOutcome, logFile: string, start: number): Promise<JobOutcome> {
  if (outcome.status !== 'failed') return outcome;
  const tail = lastLines(await tailOf(logFile, start));
  return tail === '' ? outcome : { ...outcome, detail: `${outcome.detail}; its log ends: ${tail}` };
}

/** In one line, without colours, empty lines and what a progress bar painted over. */
export function lastLines(text: string): string {
  const lines = stripVTControlCharacters(text).split('\n').map(visiblePart);
  const last = lines.filter((line) => line !== '').slice(-MAX_LINES);
  const characters = [...last.join(' | ')];
  return characters.length <= MAX_CHARACTERS ? characters.join('') : `…${characters.slice(-MAX_CHARACTERS).join('')}`;
}

/** A terminal shows what stands behind the last carriage return. */
function visiblePart(line: string): string {
  const trimmed = line.trimEnd();
  return trimmed
    .slice(trimmed.lastIndexOf('\r') + 1)
    .replace(/[\p{Cc}\u2028\u2029]/gu, ' ')
    .trim();
}
