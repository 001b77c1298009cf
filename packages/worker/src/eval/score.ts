import { type DatasetView, evalConfigOf, repeatsOf } from 'oc-plugin-host';
import type { BlockSpec, PairSpec } from 'oc-sdk/run-directory';
import type { WorkerContext } from '../context.ts';
import { noEvaluator, notAllJudged, nothingAnswered } from '../errors.ts';
import { readPair } from './answers.ts';
import { causesOf } from './causes.ts';
import type { Coverage } from './coverage.ts';
import { groupedDetails, singleDetails } from './details.ts';
import { type Evaluated, evaluateExtraction } from './evaluate.ts';
import { extractorsOf } from './extract.ts';
import { resultHead, unscoredOf } from './result.ts';
import { resultText } from './result-text.ts';
import { writeWhole } from './write-whole.ts';

/** Scores the answers of a pair and writes its result; throws then where a judge could not be asked about some. */
export async function score(context: WorkerContext, pair: PairSpec, view: DatasetView, lines: Coverage): Promise<void> {
  const { spec, directory } = context;
  const block = spec.datasets[pair.dataset] as BlockSpec;
  const config = evalConfigOf(block.block);
  if (config === undefined) throw noEvaluator(pair.dataset);
  const answers = await readPair(view, lines);
  const name = `${pair.model} / ${pair.dataset}`;
  if (answers.answered.length === 0) throw nothingAnswered(name, answers.asked, causesOf(answers.failed));
  const repeats = repeatsOf(block.block);
  const evaluated: Evaluated[] = [];
  for (const extractor of await extractorsOf(context, pair, config)) {
    evaluated.push(await evaluateExtraction(context, pair, block, answers, extractor, repeats));
  }
  const head = resultHead(pair, answers, evaluated);
  const details =
    repeats.n > 1 ? groupedDetails(pair.dataset, repeats.n, answers, evaluated) : singleDetails(answers, evaluated);
  await writeWhole(directory.result(pair.model, pair.dataset), resultText(head, spec.details ? details : undefined));
  const unscored = unscoredOf(evaluated);
  if (unscored.length > 0) throw notAllJudged(name, unscored.length, answers.answered.length, causesOf(unscored));
}
