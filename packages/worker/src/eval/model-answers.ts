import type { Asked, EvalConfig } from 'oc-plugin-host';
import type { ModelAnswer } from 'oc-sdk';
import type { PairSpec } from 'oc-sdk/run-directory';
import type { WorkerContext } from '../context.ts';
import { noSuchAnswers } from '../errors.ts';
import { failureOf } from './answers.ts';
import { coverage } from './coverage.ts';
import { extractorsOf } from './extract.ts';
import { readAnswers } from './read-answers.ts';

/** The samples of a pair, and how its answers are read. */
export interface Evaluated {
  readonly pair: PairSpec;
  readonly selection: Asked;
  readonly config: EvalConfig;
}

/**
 * Reads what another model answered to the samples of a pair, as one of the extractions reads it: the postprocessors of
 * that model's own block, then those of the dataset.
 *
 * @param way - which extraction, by its position
 * @throws {OcError} `NO_SUCH_ANSWERS`: it was not asked; `INCOMPLETE`: not to the end
 */
export async function* modelAnswers(
  context: WorkerContext,
  { pair, selection, config }: Evaluated,
  way: number,
  model: string,
): AsyncIterable<ModelAnswer> {
  const { spec, directory } = context;
  const other = spec.pairs.find((each) => each.model === model && each.dataset === pair.dataset);
  if (other === undefined) throw noSuchAnswers(model, pair.dataset);
  const folder = directory.predictions(model, pair.dataset, other.fingerprint);
  const lines = await coverage(folder, selection, `${model} / ${pair.dataset}`);
  const extractor = (await extractorsOf(context, other, config))[way];
  let position = 0;
  for await (const record of readAnswers(lines)) {
    const place = { index: position % selection.rows, replica: Math.floor(position / selection.rows) };
    if (record.status === 'failed') yield { ...place, error: failureOf(record) };
    else yield { ...place, prediction: extractor?.predictionOf(record.prediction) };
    position += 1;
  }
}
