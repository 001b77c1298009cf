import { appendFile, stat } from 'node:fs/promises';
import type { Timing } from '../settings.ts';
import { type DlcJob, type DlcPod, type DlcTransport, type LogWindow, MAX_LOG_LINES } from '../transport/transport.ts';

/**
 * What the service has of the output of a job that has ended and could not write its log itself: all pods, the replaced
 * ones first, to the last line. Lines come late, some later than others: it is read when none should come any more, and
 * until two answers agree.
 */
export async function podLogs(
  transport: DlcTransport,
  job: DlcJob,
  sinceMs: number,
  { lateLogMs, sleep }: Pick<Timing, 'lateLogMs' | 'sleep'>,
): Promise<readonly string[]> {
  await sleep(lateLogMs);
  let before: readonly string[] = [];
  for (let look = 0; look < LOOKS; look += 1) {
    const window = { startMs: wholeSecond(sinceMs), endMs: wholeSecond(Date.now() + AHEAD_MS) };
    const lines: string[] = [];
    for (const pod of job.pods) lines.push(...(await linesOf(transport, job.id, pod, window).catch(() => [])));
    if (look > 0 && lines.length === before.length) return lines;
    before = lines;
    await sleep(lateLogMs / LOOKS);
  }
  return before;
}

/** Puts the service's lines into a log file that has nothing of its own. */
export async function fillLog(logFile: string, lines: readonly string[]): Promise<void> {
  const size = await stat(logFile).then(
    (found) => found.size,
    () => 0,
  );
  if (size === 0 && lines.length > 0) await appendFile(logFile, `${lines.join('\n')}\n`).catch(() => {});
}

const LOOKS = 5;

/** The service's clock may be ahead of ours. */
const AHEAD_MS = 60_000;

function wholeSecond(ms: number): number {
  return Math.floor(ms / 1000) * 1000;
}

/** A window with more lines than the service gives at once is asked for in halves. Both ends of a window are in it. */
async function linesOf(
  transport: DlcTransport,
  id: string,
  pod: DlcPod,
  window: LogWindow,
): Promise<readonly string[]> {
  const lines = await transport.logs(id, pod, window);
  const seconds = (window.endMs - window.startMs) / 1000;
  if (lines.length < MAX_LOG_LINES) return lines;
  if (seconds < 1)
    return [...lines, `[DLC gives no more than ${MAX_LOG_LINES} lines of one second: some may be missing here]`];
  const middle = window.startMs + Math.floor(seconds / 2) * 1000;
  const first = await linesOf(transport, id, pod, { ...window, endMs: middle });
  return [...first, ...(await linesOf(transport, id, pod, { ...window, startMs: middle + 1000 }))];
}
