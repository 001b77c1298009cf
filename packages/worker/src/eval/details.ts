import { type AnsweredRow, isFailed } from './answers.ts';
import type { Extraction, Reading, RowReading } from './extraction.ts';

/** What became of one answer. */
type Entry = Readonly<Record<string, unknown>>;

/** An entry of `details`: under its position, or one of a list. */
export type Detail = readonly [position: string | undefined, entry: object];

/** One way to read the answers, and what it made of a row. */
export type NamedReading = readonly [extraction: Extraction, reading: RowReading];

/** The entry of a row that was asked once, as in OpenCompass's `details` of such a dataset. */
export function singleDetail(row: AnsweredRow, readings: readonly NamedReading[]): Detail {
  return [String(row.index), entryOf(row, 0, readings)];
}

/**
 * The entry of a row that was asked several times, each field with its value for every replica: as in OpenCompass's
 * `details` of such a dataset. null where an answer failed; `error` then has the causes.
 */
export function groupedDetail(dataset: string, row: AnsweredRow, readings: readonly NamedReading[]): Detail {
  const replicas = row.replicas.map((_, replica) => entryOf(row, replica, readings));
  const fields = [...new Set(replicas.flatMap((entry) => Object.keys(entry)))];
  const lists = fields.map((field) => [field, replicas.map((entry) => entry[field] ?? null)]);
  const rates = readings.flatMap(([{ name }, reading]) =>
    [...(reading.rates?.rates ?? [])].map(([metric, value]) => [withName(metric, name), value]),
  );
  const subdivision = readings[0]?.[1].rates?.subdivision ?? dataset;
  return [undefined, { example_abbr: `${subdivision}_${row.index}`, ...Object.fromEntries([...lists, ...rates]) }];
}

/** The name of a metric with the extraction it comes from. */
export function withName(metric: string, extraction: string | undefined): string {
  return extraction === undefined ? metric : `${metric} (${extraction})`;
}

function entryOf(row: AnsweredRow, replica: number, readings: readonly NamedReading[]): Entry {
  const sample = row.replicas[replica] as AnsweredRow['replicas'][number];
  if (isFailed(sample)) return { error: sample.error };
  const shared = { prompt: sample.prompt, origin_prediction: sample.rawPrediction };
  const own = readings.map(([{ name }, { replicas }]) => [name, fieldsOf(replicas[replica])] as const);
  const [only] = own;
  if (only?.[0] === undefined) return { ...shared, ...only?.[1] };
  return { ...shared, extractions: Object.fromEntries(own) };
}

function fieldsOf(reading: Reading | undefined): Entry {
  if (reading === undefined) return {};
  const { sample, verdict } = reading;
  return { predictions: sample.prediction, references: sample.reference, ...verdict };
}
