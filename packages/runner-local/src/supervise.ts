import { signalGroup } from './process-group.ts';

/** Why a job was made to end. */
export type StopCause = 'cancelled' | 'time-limit';

interface Supervision {
  /** Undefined as long as the job was left alone. */
  readonly cause: StopCause | undefined;
  /** Lets go of the signal and of all timers. */
  release(): void;
}

interface Limits {
  readonly signal: AbortSignal;
  readonly killGraceMs: number;
  readonly timeLimitSeconds: number | undefined;
}

/** The longest that a timer can wait: 24 days. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** Ends a process group on abort or when its time is over: SIGTERM, and SIGKILL after the grace. */
export function supervise(group: number, { signal, killGraceMs, timeLimitSeconds }: Limits): Supervision {
  let cause: StopCause | undefined;
  const timers: NodeJS.Timeout[] = [];
  const stop = (why: StopCause) => {
    if (cause !== undefined) return;
    cause = why;
    signalGroup(group, 'SIGTERM');
    timers.push(setTimeout(() => signalGroup(group, 'SIGKILL'), killGraceMs));
  };
  const onAbort = () => stop('cancelled');
  signal.addEventListener('abort', onAbort, { once: true });
  if (timeLimitSeconds !== undefined) {
    timers.push(setTimeout(() => stop('time-limit'), Math.min(timeLimitSeconds * 1000, MAX_TIMER_MS)));
  }
  return {
    get cause() {
      return cause;
    },
    release() {
      signal.removeEventListener('abort', onAbort);
      for (const timer of timers) clearTimeout(timer);
    },
  };
}
