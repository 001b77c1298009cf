/** Short, because the last requests of a run have nobody to fill their wait; what lasts is met by the factor. */
const BASE_MS = 125;
const FACTOR = 3;
const CAP_MS = 60_000;
/** A server that wants hours is not waited for; the sample fails and says what the server said. */
const LONGEST_WAIT_MS = 600_000;

/**
 * Wait before try `attempt` + 1: exponential with full jitter, uniform in [0, min(60 s, 0.125 s * 3^attempt)].
 * Source of the jitter: M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
 */
export function backoffMs(attempt: number, random: number): number {
  return random * Math.min(CAP_MS, BASE_MS * FACTOR ** attempt);
}

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * How long the server asks to wait, in milliseconds: `retry-after-ms`, or `Retry-After` in seconds or as a date (RFC
 * 9110, 10.2.3). At most ten minutes; undefined where it does not ask.
 */
export function retryAfterMs(headers: Headers, now: number): number | undefined {
  const wait = asked(headers, now);
  return wait === undefined ? undefined : Math.min(Math.max(wait, 0), LONGEST_WAIT_MS);
}

function asked(headers: Headers, now: number): number | undefined {
  const milliseconds = number(headers['retry-after-ms']);
  if (milliseconds !== undefined) return milliseconds;
  const seconds = number(headers['retry-after']);
  if (seconds !== undefined) return seconds * 1000;
  const date = Date.parse(String(headers['retry-after'] ?? ''));
  return Number.isNaN(date) ? undefined : date - now;
}

function number(header: Headers[string]): number | undefined {
  return typeof header === 'string' && /^\s*\d+(\.\d+)?\s*$/.test(header) ? Number(header) : undefined;
}
