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

/** Open tasks that need not be looked at one by one. */
export interface OpenTasks {
  /** Seconds of all. */
  readonly seconds: number;
  /** Those that take longer. */
  longerThan(seconds: number): readonly Divisible[];
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
export function rebalance({ open, ...moment }: Moment): Rebalance {
  const secondsOf = ({ parts }: Divisible) => partsSeconds(parts, moment.perSample);
  const seconds = sum(open.map(secondsOf));
  return rebalanceTasks({ seconds, longerThan: (limit) => open.filter((task) => secondsOf(task) > limit) }, moment);
}

/** The same where there are very many. */
export function rebalanceTasks(open: OpenTasks, moment: Omit<Moment, 'open'>): Rebalance {
  const { held, workers, perSample, shortestSeconds } = moment;
  const heldSeconds = held.map(({ parts }) => partsSeconds(parts, perSample));
  const left = (open.seconds + sum(heldSeconds)) / workers;
  const piece = pieceSeconds(left, shortestSeconds);
  const long = open.longerThan(Math.max(left * LONGEST_OPEN, 2 * shortestSeconds));
  return {
    replace: long
      .filter(({ parts }) => samplesIn(parts) > 1)
      .map(({ id, parts }) => ({ id, pieces: cutParts(parts, piece, perSample) })),
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

function partsSeconds(parts: readonly Part[], perSample: Moment['perSample']): number {
  return parts.reduce((total, { dataset, start, end }) => total + (end - start) * perSample(dataset), 0);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
