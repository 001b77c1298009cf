import type { EvaluatedSample, SampleVerdict } from 'oc-sdk';
import type { PairAnswers } from './answers.ts';
import type { Evaluated } from './evaluate.ts';
import { detailsOf, type Round } from './rounds.ts';

/** What became of one answer. */
type Entry = Readonly<Record<string, unknown>>;

/** An entry of `details`: under its position, or one of a list. */
export type Detail = readonly [position: string | undefined, entry: object];

/** One entry per sample that was asked: as OpenCompass's `details` of a dataset that is asked once. */
export function* singleDetails(answers: PairAnswers, evaluated: readonly Evaluated[]): Iterable<Detail> {
  const entryAt = entriesOf(answers, evaluated);
  for (let index = 0; index < answers.rows; index += 1) yield [String(index), entryAt(index)];
}

/**
 * One entry per sample, each field with its value for every replica: OpenCompass's `details` of a dataset that is asked
 * several times. null where an answer failed; `error` then has the causes.
 */
export function* groupedDetails(
  dataset: string,
  n: number,
  answers: PairAnswers,
  evaluated: readonly Evaluated[],
): Iterable<Detail> {
  const entryAt = entriesOf(answers, evaluated);
  for (let index = 0; index < answers.rows; index += 1) {
    const replicas = Array.from({ length: n }, (_, replica) => entryAt(replica * answers.rows + index));
    const fields = [...new Set(replicas.flatMap((entry) => Object.keys(entry)))];
    const lists = fields.map((field) => [field, replicas.map((entry) => entry[field] ?? null)]);
    const rates = evaluated.flatMap(({ name, groups }) =>
      [...(groups.get(index)?.rates ?? [])].map(([metric, value]) => [withName(metric, name), value]),
    );
    const subdivision = evaluated[0]?.groups.get(index)?.subdivision ?? dataset;
    yield [undefined, { example_abbr: `${subdivision}_${index}`, ...Object.fromEntries([...lists, ...rates]) }];
  }
}

/** The name of a metric with the extraction it comes from. */
export function withName(metric: string, extraction: string | undefined): string {
  return extraction === undefined ? metric : `${metric} (${extraction})`;
}

/** What became of the answer at a position: replica times rows, plus index. */
function entriesOf(answers: PairAnswers, evaluated: readonly Evaluated[]): (position: number) => Entry {
  const { rows, failed } = answers;
  const errors = new Map(failed.map(({ index, replica, error }) => [replica * rows + index, error]));
  const readings = evaluated.map(({ name, rounds }) => ({ name, at: readingsOf(rounds, rows) }));
  const [only] = readings;
  return (position) => {
    const sample = only?.at[position]?.sample;
    if (sample === undefined) return { error: errors.get(position) };
    const shared = { prompt: sample.prompt, origin_prediction: sample.rawPrediction };
    if (only?.name === undefined) return { ...shared, ...fieldsOf(only?.at[position]) };
    return {
      ...shared,
      extractions: Object.fromEntries(readings.map(({ name, at }) => [name, fieldsOf(at[position])])),
    };
  };
}

interface Reading {
  readonly sample: EvaluatedSample;
  readonly verdict: SampleVerdict | undefined;
}

function readingsOf(rounds: readonly Round[], rows: number): Reading[] {
  const readings: Reading[] = [];
  for (const round of rounds) {
    const details = detailsOf(round);
    for (const [i, sample] of round.samples.entries())
      readings[sample.replica * rows + sample.index] = { sample, verdict: details[i] };
    for (const { sample, verdict } of round.unscored)
      readings[sample.replica * rows + sample.index] = { sample, verdict };
  }
  return readings;
}

function fieldsOf(reading: Reading | undefined): Entry {
  if (reading === undefined) return {};
  const { sample, verdict } = reading;
  return { predictions: sample.prediction, references: sample.reference, ...verdict };
}
