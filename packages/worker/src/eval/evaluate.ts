import { instantiate, nestedSpec, type Repeats } from 'oc-plugin-host';
import type { Evaluator } from 'oc-sdk';
import type { BlockSpec } from 'oc-sdk/run-directory';
import type { WorkerContext } from '../context.ts';
import type { PairAnswers } from './answers.ts';
import type { Extractor } from './extract.ts';
import { type Metric, metricsOf } from './metrics.ts';
import { passMetrics, passRates } from './pass-rates.ts';
import { detailsOf, evaluateRounds, type Round } from './rounds.ts';

/** What one way to read the answers came to. */
export interface Evaluated {
  /** Of the extraction; undefined where there is only one. */
  readonly name: string | undefined;
  readonly metrics: readonly Metric[];
  /** Answers in which the extractor found nothing. */
  readonly unparsed: number;
  readonly rounds: readonly Round[];
  /** Of samples with all their answers, by index, where pass rates are asked for. */
  readonly groups: ReturnType<typeof passRates>;
}

/** Reads the answers in one way and evaluates them. */
export async function evaluateExtraction(
  context: WorkerContext,
  dataset: BlockSpec,
  answers: PairAnswers,
  extractor: Extractor,
  repeats: Repeats,
): Promise<Evaluated> {
  const { spec, stopping } = context;
  const evaluator = await createEvaluator(context, dataset, extractor);
  const samples = extractor.extract(answers.answered);
  const rounds = await evaluateRounds(evaluator, String(extractor.evaluator.type), samples, stopping);
  const groups = passRates(rounds, repeats);
  return {
    name: extractor.name,
    metrics: [...metricsOf(rounds, repeats, answers.asked, spec.compat), ...passMetrics(groups, answers.rows)],
    unparsed: rounds.reduce((sum, round) => sum + unparsedIn(round, extractor.searches), 0),
    rounds,
    groups,
  };
}

async function createEvaluator(
  { host, logger, stopping, spec }: WorkerContext,
  dataset: BlockSpec,
  { evaluator }: Extractor,
): Promise<Evaluator> {
  return await instantiate(host, 'evaluator', nestedSpec(dataset, 'eval_cfg', evaluator), {
    logger,
    signal: stopping,
    ...(spec.compat === undefined ? {} : { compat: spec.compat }),
  });
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
