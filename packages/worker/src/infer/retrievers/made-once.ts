import { mkdir, stat, unlink, utimes } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createExclusively } from 'oc-sdk/run-directory';

export interface Turn<Made> {
  /** A file that stands while somebody makes it. */
  readonly mark: string;
  /** What is there already. */
  read(): Promise<Made | undefined>;
  make(): Promise<Made>;
  readonly signal: AbortSignal;
  readonly times?: TurnTimes;
}

/** Milliseconds. */
export interface TurnTimes {
  /** Between two looks of one who waits. */
  readonly look: number;
  /** Between two signs of life of the one who makes it. */
  readonly sign: number;
  /** Without a sign for so long, somebody else makes it. */
  readonly patience: number;
}

const TIMES: TurnTimes = { look: 100, sign: 2_000, patience: 20_000 };

/**
 * What is there, or what one of those who want it at once makes, while the others wait. It may still be made twice: where
 * the one at it seems dead, and where no mark can be set.
 */
export async function madeOnce<Made>({ mark, read, make, signal, times = TIMES }: Turn<Made>): Promise<Made> {
  for (;;) {
    const found = await read();
    if (found !== undefined) return found;
    if (await taken(mark)) {
      const signs = setInterval(() => void sign(mark), times.sign);
      try {
        // Another may have made it since.
        return (await read()) ?? (await make());
      } finally {
        clearInterval(signs);
        await removed(mark);
      }
    }
    await goneOrDead(mark, signal, times);
  }
}

/** False: somebody else's turn. Where no file can be written it is everybody's. */
async function taken(mark: string): Promise<boolean> {
  try {
    await mkdir(dirname(mark), { recursive: true });
    return await createExclusively(mark, '', { durable: false });
  } catch {
    return true;
  }
}

async function goneOrDead(mark: string, signal: AbortSignal, { look, patience }: TurnTimes): Promise<void> {
  let last = await lastSign(mark);
  // By the clock of this machine: another one's may differ.
  for (let since = performance.now(); last !== undefined; ) {
    await sleep(look, undefined, { signal });
    const next = await lastSign(mark);
    if (next !== last) [last, since] = [next, performance.now()];
    else if (performance.now() - since > patience) return await removed(mark);
  }
}

async function lastSign(mark: string): Promise<number | undefined> {
  return await stat(mark).then(
    ({ mtimeMs }) => mtimeMs,
    () => undefined,
  );
}

async function sign(mark: string): Promise<void> {
  const now = new Date();
  await utimes(mark, now, now).catch(() => {});
}

async function removed(mark: string): Promise<void> {
  await unlink(mark).catch(() => {});
}
