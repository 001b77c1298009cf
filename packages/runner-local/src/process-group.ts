import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive, readAllProcessStats } from './proc-stat.ts';

const POLL_MS = 20;

/** How long the kernel may take to clear away what was killed. */
const KILL_MS = 5_000;

/** Sends a signal to every process of a group; false if there is none (or none of ours). */
export function signalGroup(group: number, signal: NodeJS.Signals | 0): boolean {
  // kill(2) takes -1 for every process there is, and 0 for our own group.
  if (!Number.isInteger(group) || group <= 1) throw new RangeError(`no process group: ${group}`);
  try {
    return process.kill(-group, signal);
  } catch {
    return false;
  }
}

/** Kills what is left of a group at once; false if something of it would not die. */
export async function endGroup(group: number): Promise<boolean> {
  if (!groupIsAlive(group)) return true;
  signalGroup(group, 'SIGKILL');
  return waitForGroup(group, KILL_MS);
}

/** True when the group is gone, false if it is still there after so many milliseconds. */
export async function waitForGroup(group: number, timeoutMs: number): Promise<boolean> {
  for (let waited = 0; groupIsAlive(group); waited += POLL_MS) {
    if (waited >= timeoutMs) return false;
    await sleep(POLL_MS);
  }
  return true;
}

/** A member that is dead but not yet reaped (some containers never do) still takes signals, but does not count. */
function groupIsAlive(group: number): boolean {
  if (!signalGroup(group, 0)) return false;
  return readAllProcessStats()?.some((stat) => stat.group === group && isAlive(stat)) ?? true;
}
