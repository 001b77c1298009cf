import { type Repeats, spelledOut } from 'oc-plugin-host';
import type { BlockSpec, PairSpec } from 'oc-sdk/run-directory';
import type { WorkerContext } from '../context.ts';
import { notAllJudged } from '../errors.ts';
import type { FailedSample, PairAnswers } from './answers.ts';
import { causesOf } from './causes.ts';
import { createEvaluator } from './create-evaluator.ts';
import type { Extractor } from './extract.ts';
import { type Metric, metricsOf } from './metrics.ts';
import { passMetrics, passRates } from './pass-rates.ts';
import { detailsOf, evaluateRounds, type Round, type Unscored } from './rounds.ts';

/** What one way to read the answers came to. */
export interface Evaluated {
  /** Of the extraction; undefined where there is only one. */
  readonly name: string | undefined;
  readonly metrics: readonly Metric[];
  /** Answers in which the extractor found nothing. */
  readonly unparsed: number;
  readonly rounds: readonly Round[];
  /** Answers whose judge could not be asked. */
  readonly unscored: readonly FailedSample[];
  /** Of samples with all their answers, by index, where pass rates are asked for. */
  readonly groups: ReturnType<typeof passRates>;
}

/** Reads the answers in one way and evaluates them. */
export async function evaluateExtraction(
  context: WorkerContext,
  pair: PairSpec,
  dataset: BlockSpec,
  answers: PairAnswers,
  extractor: Extractor,
  repeats: Repeats,
): Promise<Evaluated> {
  const { spec, stopping } = context;
  const block = spelledOut(extractor.evaluator) as Readonly<Record<string, unknown>>;
  const evaluator = await createEvaluator(context, pair, dataset, 'eval_cfg.evaluator', block);
  const samples = extractor.extract(answers.answered);
  const rounds = await evaluateRounds(evaluator, String(extractor.evaluator.type), samples, stopping);
  const scored = rounds.filter((round) => round.samples.length > 0);
  const unscored = rounds.flatMap((round) => round.unscored.map(failureOf));
  if (scored.length === 0)
    throw notAllJudged(`${pair.model} / ${pair.dataset}`, unscored.length, unscored.length, causesOf(unscored));
  const groups = passRates(scored, repeats);
  return {
    name: extractor.name,
    metrics: [...metricsOf(scored, repeats, answers.asked, spec.compat), ...passMetrics(groups, answers.rows)],
    unparsed: scored.reduce((sum, round) => sum + unparsedIn(round, extractor.searches), 0),
    rounds,
    unscored,
    groups,
  };
}

function failureOf({ sample: { index, replica, id }, verdict: { failed: error } }: Unscored): FailedSample {
  return { index, replica, id, error };
}

/** As the verdicts say; where they say nothing, an extraction that came out empty. */
function unparsedIn(round: Round, searches: boolean): number {
  const details = detailsOf(round);
  const saysSo = details.some(({ unparsed }) => unparsed === true);
  const unparsed = round.samples.filter(({ prediction }, i) =>
    saysSo ? details[i]?.unparsed === true : searches && isEmpty(prediction),
  );
  return unparsed.length;
}

function isEmpty(prediction: unknown): boolean {
  return prediction === null || prediction === undefined || prediction === '';
}
