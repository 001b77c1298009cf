import type { Part } from 'oc-sdk';
import { cutParts } from './cut-parts.ts';
import { samplesIn } from './parts.ts';

export interface Divisible {
  readonly id: string;
  /** What is left of it. */
  readonly parts: readonly Part[];
}

/** The tasks of one model at one moment. */
export interface Moment {
  readonly open: readonly Divisible[];
  readonly held: readonly Divisible[];
  /** That are at work, or load. */
  readonly workers: number;
  /** Seconds of one sample. */
  perSample(dataset: string): number;
  /** Pieces are not meant to be shorter. */
  readonly shortestSeconds: number;
}

/** What is to be done so that all workers end together. */
export interface Rebalance {
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
export function rebalance(moment: Moment): Rebalance {
  const { open, held, workers, perSample, shortestSeconds } = moment;
  const secondsOf = (parts: readonly Part[]) =>
    parts.reduce((sum, { dataset, start, end }) => sum + (end - start) * perSample(dataset), 0);
  const openSeconds = open.map(({ parts }) => secondsOf(parts));
  const heldSeconds = held.map(({ parts }) => secondsOf(parts));
  const left = (sum(openSeconds) + sum(heldSeconds)) / workers;
  const piece = pieceSeconds(left, shortestSeconds);
  const longest = Math.max(left * LONGEST_OPEN, 2 * shortestSeconds);
  return {
    replace: open.flatMap(({ id, parts }, i) =>
      (openSeconds[i] as number) > longest && samplesIn(parts) > 1
        ? [{ id, pieces: cutParts(parts, piece, perSample) }]
        : [],
    ),
    giveBack: held.flatMap(({ id, parts }, i) => {
      const seconds = heldSeconds[i] as number;
      const outlasts = seconds > Math.max(left, 2 * shortestSeconds);
      return outlasts && samplesIn(parts) > 1 ? [id] : [];
    }),
  };
}

/** How long the pieces of a task that is cut are meant to be. */
export function pieceSeconds(left: number, shortestSeconds: number): number {
  return Math.max(left * PIECE, shortestSeconds);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
