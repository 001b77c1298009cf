/**
 * How often the launcher looks for tasks that are too long, how long it takes until a worker hears that a part of its task
 * is wanted back, and the shortest pieces that are worth the time that it takes to hand them over; in seconds.
 */
export const LOOKS = { lookSeconds: 0.3, noticeSeconds: 0.3, shortestSeconds: 0.5 } as const;
