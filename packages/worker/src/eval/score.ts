import { type DatasetView, evalConfigOf, repeatsOf } from 'oc-plugin-host';
import type { BlockSpec, PairSpec, ResultRecord } from 'oc-sdk/run-directory';
import type { WorkerContext } from '../context.ts';
import { noEvaluator, notAllJudged, nothingAnswered } from '../errors.ts';
import { AnswerCounts } from './answer-counts.ts';
import { readPair } from './answers.ts';
import type { Coverage } from './coverage.ts';
import { type Detail, groupedDetail, type NamedReading, singleDetail } from './details.ts';
import type { Extraction } from './extraction.ts';
import { type Opened, openExtractions } from './open-extractions.ts';
import { resultHead } from './result.ts';
import { detailsText, resultText } from './result-text.ts';
import { spilled } from './spill.ts';
import { writeWhole } from './write-whole.ts';

/** Scores the answers of a pair and writes its result; throws then where some could not be scored. */
export async function score(context: WorkerContext, pair: PairSpec, view: DatasetView, lines: Coverage): Promise<void> {
  const { spec, directory } = context;
  const { block } = spec.datasets[pair.dataset] as BlockSpec;
  const config = evalConfigOf(block);
  if (config === undefined) throw noEvaluator(pair.dataset);
  const name = `${pair.model} / ${pair.dataset}`;
  if (lines.answered === 0) throw nothingAnswered(name, lines.size, await causes(view, lines));
  const opened = await openExtractions(context, pair, config, view, lines);
  const counts = new AnswerCounts();
  const grouped: typeof singleDetail = (row, readings) => groupedDetail(pair.dataset, row, readings);
  const detailOf = repeatsOf(block).n > 1 ? grouped : singleDetail;
  const details = scored(opened, counts, spec.details ? detailOf : undefined);
  // Details come after the metrics, which are known only when the last of them is: they wait in a file.
  const path = directory.result(pair.model, pair.dataset);
  await spilled(path, detailsText(details), async (text) => {
    checkThatSomeAreScored(name, opened.extractions);
    const head = headOf(context, pair, view, opened.extractions, counts);
    await writeWhole(path, resultText(head, spec.details ? text : undefined));
  });
  const { unscored } = counts;
  if (unscored.total > 0) throw notAllJudged(name, unscored.total, counts.answered, String(unscored));
}

async function causes(view: DatasetView, lines: Coverage): Promise<string> {
  const counts = new AnswerCounts();
  for await (const row of readPair(view, lines)) counts.add(row, []);
  return String(counts.failed);
}

/**
 * Gives each row to every extraction: at the end all metrics are known.
 *
 * @param detailOf - undefined where a result is to have no details
 */
async function* scored(
  { extractions, rows }: Opened,
  counts: AnswerCounts,
  detailOf: typeof singleDetail | undefined,
): AsyncIterable<Detail> {
  for await (const row of rows) {
    const readings = extractions.map((extraction, way): NamedReading => {
      return [extraction, extraction.read(row.row, row.samples[way] ?? [])];
    });
    counts.add(
      row,
      readings.map(([, reading]) => reading),
    );
    if (detailOf) yield detailOf(row, readings);
  }
}

function checkThatSomeAreScored(name: string, extractions: readonly Extraction[]): void {
  const { unscored } = extractions.find((extraction) => extraction.scored === 0) ?? {};
  if (unscored) throw notAllJudged(name, unscored.total, unscored.total, String(unscored));
}

function headOf(
  { spec: { compat } }: WorkerContext,
  pair: PairSpec,
  { selection: { rows, size } }: DatasetView,
  extractions: readonly Extraction[],
  counts: AnswerCounts,
): ResultRecord {
  const evaluated = extractions.map((extraction) => ({
    name: extraction.name,
    metrics: extraction.metrics(rows, size, compat),
  }));
  const skipped = extractions.every((extraction) => extraction.skipped !== undefined)
    ? extractions[0]?.skipped
    : undefined;
  return resultHead(pair, evaluated, counts.coverage(size, extractions), skipped);
}
