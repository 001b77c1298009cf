import type { Part } from 'oc-sdk';
import { cutParts } from './cut-parts.ts';
import { SHORTEST_SECONDS } from './looks.ts';
import { samplesIn } from './parts.ts';

export interface Divisible {
  readonly id: string;
  /** What is left of it. */
  readonly parts: readonly Part[];
}

/** Open tasks, which are too many to be looked at one by one. */
export interface OpenTasks {
  /** Seconds of all. */
  readonly seconds: number;
  /** Those that take longer. */
  longerThan(seconds: number): readonly Divisible[];
}

/** The tasks of one model at one moment. */
export interface Moment {
  readonly open: OpenTasks;
  readonly held: readonly Divisible[];
  /** That are at work, or load. */
  readonly workers: number;
  /** Seconds of one sample. */
  perSample(dataset: string): number;
}

/** What is to be done so that all workers end together. */
export interface Rebalance {
  /** Seconds of work for each worker. */
  readonly left: number;
  /** Open tasks, each to be replaced by pieces. */
  readonly replace: readonly { readonly id: string; readonly pieces: readonly (readonly Part[])[] }[];
  /** Held tasks of which the holder is to give back what it has not begun. */
  readonly giveBack: readonly string[];
}

/** A task longer than this share of the time that is left may leave others waiting for it. */
const LONGEST_OPEN = 1 / 2;
const PIECE = 1 / 4;

/**
 * Finds tasks that turned out too long. With `left` the seconds of work per worker: an open task above half of it is
 * cut into quarters of it; a held one that will last longer than all others together need is given back in part. While
 * much is left nothing is too long, and once little is left nothing is worth cutting: few tasks are ever touched.
 */
export function rebalance({ open, held, workers, perSample }: Moment): Rebalance {
  const heldSeconds = held.map(({ parts }) =>
    sum(parts.map(({ dataset, start, end }) => (end - start) * perSample(dataset))),
  );
  const left = (open.seconds + sum(heldSeconds)) / Math.max(1, workers);
  if (workers < 2) return { left, replace: [], giveBack: [] };
  const piece = pieceSeconds(left);
  const long = open.longerThan(Math.max(left * LONGEST_OPEN, 2 * SHORTEST_SECONDS));
  return {
    left,
    replace: long
      .filter(({ parts }) => samplesIn(parts) > 1)
      .map(({ id, parts }) => ({ id, pieces: cutParts(parts, piece, perSample) })),
    giveBack: held.flatMap(({ id, parts }, i) => {
      const seconds = heldSeconds[i] as number;
      const outlasts = seconds > Math.max(left, 2 * SHORTEST_SECONDS);
      return outlasts && samplesIn(parts) > 1 ? [id] : [];
    }),
  };
}

/** How long the pieces of a task that is cut are meant to be. */
export function pieceSeconds(left: number): number {
  return Math.max(left * PIECE, SHORTEST_SECONDS);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
