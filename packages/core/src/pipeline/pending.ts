import { type Asked, rangesOf } from 'oc-plugin-host';
import type { Range } from 'oc-sdk';
import { type PairSpec, type RunDirectory, scanSamples } from 'oc-sdk/run-directory';

/** The samples of a pair that have no answer on disk yet, whoever was to answer them. */
export async function pendingSamples(directory: RunDirectory, pair: PairSpec, selection: Asked): Promise<Range[]> {
  const answered = new Uint8Array(selection.size);
  for await (const { index, replica, ok } of scanSamples(
    directory.predictions(pair.model, pair.dataset, pair.fingerprint),
  )) {
    const position = ok ? selection.positionOf(index, replica) : undefined;
    if (position !== undefined) answered[position] = 1;
  }
  return rangesOf(openPositions(answered));
}

function* openPositions(answered: Uint8Array): Iterable<number> {
  for (let position = answered.indexOf(0); position !== -1; position = answered.indexOf(0, position + 1))
    yield position;
}
