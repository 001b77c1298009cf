import { isAlive, readProcessStat } from './proc-stat.ts';

/** A process, told apart from a later one with the same number by its start time. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly startTime: string;
}

/** `<pid>:<start time>`; the time is empty where there is no `/proc`. */
export function nativeIdOf(pid: number): string {
  return `${pid}:${readProcessStat(pid)?.startTime ?? ''}`;
}

/** Undefined for anything but {@link nativeIdOf}'s; also for 0 and 1, which mean "everyone" to kill(2). */
export function parseNativeId(nativeId: string): ProcessIdentity | undefined {
  const [, digits = '', startTime = ''] = /^(\d{1,10}):(\d*)$/.exec(nativeId) ?? [];
  const pid = Number(digits);
  return pid > 1 ? { pid, startTime } : undefined;
}

export function isRunning({ pid, startTime }: ProcessIdentity): boolean {
  const stat = readProcessStat(pid);
  return stat !== undefined && isAlive(stat) && stat.startTime === startTime;
}
