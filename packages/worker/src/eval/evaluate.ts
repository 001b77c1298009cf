import { type Repeats, spelledOut } from 'oc-plugin-host';
import type { BlockSpec, PairSpec } from 'oc-sdk/run-directory';
import type { WorkerContext } from '../context.ts';
import { notAllScored } from '../errors.ts';
import type { PairAnswers } from './answers.ts';
import { createEvaluator } from './create-evaluator.ts';
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
  checkAllScored(rounds, pair);
  const groups = passRates(rounds, repeats);
  return {
    name: extractor.name,
    metrics: [...metricsOf(rounds, repeats, answers.asked, spec.compat), ...passMetrics(groups, answers.rows)],
    unparsed: rounds.reduce((sum, round) => sum + unparsedIn(round, extractor.searches), 0),
    rounds,
    groups,
  };
}

/** A sample that a judge could not be asked about is not wrong: a score without it would not be one over all. */
function checkAllScored(rounds: readonly Round[], pair: PairSpec): void {
  const verdicts = rounds.flatMap(detailsOf);
  const causes = new Map<string, number>();
  for (const { failed } of verdicts) if (failed) causes.set(failed.code, (causes.get(failed.code) ?? 0) + 1);
  if (causes.size > 0) throw notAllScored(`${pair.model} / ${pair.dataset}`, causes, verdicts.length);
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
