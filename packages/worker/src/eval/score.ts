import { type DatasetView, evalConfigOf, repeatsOf } from 'oc-plugin-host';
import type { BlockSpec, PairSpec } from 'oc-sdk/run-directory';
import type { WorkerContext } from '../context.ts';
import { noEvaluator, notAllJudged, nothingAnswered } from '../errors.ts';
import { AnswerCounts } from './answer-counts.ts';
import { readPair } from './answers.ts';
import type { Coverage } from './coverage.ts';
import { type Detail, groupedDetail, type NamedReading, singleDetail } from './details.ts';
import { extractorsOf } from './extract.ts';
import { type Extraction, openExtraction } from './extraction.ts';
import { resultHead } from './result.ts';
import { detailsText, resultText } from './result-text.ts';
import { spilled } from './spill.ts';
import { writeWhole } from './write-whole.ts';

/** Scores the answers of a pair and writes its result; throws then where a judge could not be asked about some. */
export async function score(context: WorkerContext, pair: PairSpec, view: DatasetView, lines: Coverage): Promise<void> {
  const { spec, directory, stopping } = context;
  const block = spec.datasets[pair.dataset] as BlockSpec;
  const config = evalConfigOf(block.block);
  if (config === undefined) throw noEvaluator(pair.dataset);
  const name = `${pair.model} / ${pair.dataset}`;
  const { rows, size } = view.selection;
  const counts = new AnswerCounts();
  if (lines.answered === 0) {
    for await (const row of readPair(view, lines)) counts.add(row, []);
    throw nothingAnswered(name, size, String(counts.failed));
  }
  const repeats = repeatsOf(block.block);
  const extractions: Extraction[] = [];
  for (const extractor of await extractorsOf(context, pair, config)) {
    extractions.push(await openExtraction(context, pair, block, extractor, repeats, () => readPair(view, lines)));
  }
  // Details come after the metrics, which are known only when the last of them is: they wait in a file.
  const path = directory.result(pair.model, pair.dataset);
  await spilled(path, detailsText(details()), async (text) => {
    const { unscored } = extractions.find(({ scored }) => scored === 0) ?? {};
    if (unscored) throw notAllJudged(name, unscored.total, unscored.total, String(unscored));
    const evaluated = extractions.map((extraction) => ({
      name: extraction.name,
      metrics: extraction.metrics(rows, size, spec.compat),
    }));
    const head = resultHead(pair, evaluated, counts.coverage(size, extractions));
    await writeWhole(path, resultText(head, spec.details ? text : undefined));
  });
  const { unscored } = counts;
  if (unscored.total > 0) throw notAllJudged(name, unscored.total, counts.answered, String(unscored));

  /** None where a result is to have none; the answers are scored all the same. */
  async function* details(): AsyncIterable<Detail> {
    for await (const row of readPair(view, lines)) {
      stopping.throwIfAborted();
      const readings = extractions.map((extraction): NamedReading => [extraction, extraction.read(row)]);
      counts.add(
        row,
        readings.map(([, reading]) => reading),
      );
      if (spec.details) yield repeats.n > 1 ? groupedDetail(pair.dataset, row, readings) : singleDetail(row, readings);
    }
  }
}
