import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 20;
/** Only something that never comes takes so long. */
const LIMIT_MS = 50_000;

/** Waits until there is a value that is neither undefined nor false. */
export async function waitFor<Value>(
  what: string,
  look: () => Promise<Value | undefined | false> | Value | undefined | false,
): Promise<Value> {
  for (let waited = 0; waited < LIMIT_MS; waited += POLL_MS) {
    const value = await look();
    if (value !== undefined && value !== false) return value;
    await sleep(POLL_MS);
  }
  throw new Error(`waited in vain for ${what}`);
}
