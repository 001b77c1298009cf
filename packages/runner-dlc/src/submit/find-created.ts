import type { Timing } from '../settings.ts';
import { type DlcFailure, failureOf } from '../transport/failure.ts';
import type { DlcJob, DlcTransport } from '../transport/transport.ts';

/**
 * Looks for a job of which nobody knows whether it was created: the service may have done what it was asked without
 * saying so, and its lists may be behind. Only when several lists over a while did not have the name was none created.
 * Waits for a service that does not answer; `stopped`: until it is not wanted any more.
 */
export async function findCreated(
  name: string,
  transport: DlcTransport,
  { findMs, findLooks, sleep }: Pick<Timing, 'findMs' | 'findLooks' | 'sleep'>,
  stopped: () => boolean,
  failed: (failure: DlcFailure) => void = () => {},
): Promise<readonly DlcJob[] | 'none' | 'stopped'> {
  const pause = findMs / Math.max(1, findLooks - 1);
  for (let looks = 0; looks < findLooks; ) {
    try {
      const found = await transport.findByTag(name);
      if (found.length > 0) return found;
      looks += 1;
    } catch (error) {
      failed(failureOf(error));
      if (stopped()) return 'stopped';
    }
    if (looks < findLooks) await sleep(pause);
  }
  return 'none';
}
