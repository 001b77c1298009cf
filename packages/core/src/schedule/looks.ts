/** Seconds until a worker hears that a part of its task is wanted back. */
export const NOTICE_SECONDS = 0.3;

/** Shorter pieces are not worth the time that it takes to hand them over. */
export const SHORTEST_SECONDS = 0.5;

const LEAST_SECONDS = 0.3;

/** Of the time that has passed, or that is left: what can be lost by not looking meanwhile. */
const SHARE = 1 / 100;

/**
 * Seconds until the launcher looks again for tasks that are too long: often at the beginning, when little is known of what
 * tasks take, and towards the end, when workers may run dry. A run is looked at some hundred times for each time that it is
 * ten times as long.
 */
export function secondsToNextLook({ elapsed, left }: { readonly elapsed: number; readonly left: number }): number {
  return Math.max(LEAST_SECONDS, SHARE * Math.min(elapsed, left));
}
