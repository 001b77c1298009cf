import { type Asked, rangesOf } from 'oc-plugin-host';
import type { Range } from 'oc-sdk';
import { type PairSpec, type RunDirectory, scanSamples } from 'oc-sdk/run-directory';

/** What is on disk of a pair, whoever was to answer it. */
export interface Pending {
  /** Samples without an answer. */
  readonly ranges: readonly Range[];
  /** Those of them that have not failed either. */
  readonly unasked: number;
}

const UNASKED = 0;
const FAILED = 1;
const ANSWERED = 2;

export async function pendingSamples(directory: RunDirectory, pair: PairSpec, selection: Asked): Promise<Pending> {
  const states = new Uint8Array(selection.size).fill(UNASKED);
  const folder = directory.predictions(pair.model, pair.dataset, pair.fingerprint);
  for await (const { index, replica, ok } of scanSamples(folder)) {
    const position = selection.positionOf(index, replica);
    if (position !== undefined) states[position] = Math.max(states[position] as number, ok ? ANSWERED : FAILED);
  }
  return {
    ranges: rangesOf(positionsWhere(states, (state) => state !== ANSWERED)),
    unasked: states.reduce((sum, state) => sum + (state === UNASKED ? 1 : 0), 0),
  };
}

function* positionsWhere(states: Uint8Array, holds: (state: number) => boolean): Iterable<number> {
  for (const [position, state] of states.entries()) if (holds(state)) yield position;
}
