import type { EvaluatedSample, Evaluation, Evaluator, SampleVerdict } from 'oc-sdk';
import { badDetails, badMetric } from '../errors.ts';

/** The answers of one replica that could be scored, and what the evaluator says of them. */
export interface Round {
  readonly samples: readonly EvaluatedSample[];
  readonly evaluation: Evaluation;
  /** Answers that could not be scored: their judge could not be asked. They are in no metric. */
  readonly unscored: readonly Unscored[];
}

export interface Unscored {
  readonly sample: EvaluatedSample;
  readonly verdict: SampleVerdict & { readonly failed: NonNullable<SampleVerdict['failed']> };
}

/** Evaluates each replica by itself, as OpenCompass does: a metric is a number of one set of answers. */
export async function evaluateRounds(
  evaluator: Evaluator,
  name: string,
  samples: readonly EvaluatedSample[],
  signal: AbortSignal,
): Promise<Round[]> {
  const rounds: Round[] = [];
  for (const round of byReplica(samples)) {
    const evaluation = await evaluator.evaluate(round, { signal });
    checkMetrics(evaluation, name);
    checkDetails(evaluation, round.length, name);
    rounds.push(apart(round, evaluation));
  }
  return rounds;
}

/** The verdicts of a round; none where the evaluator gives none. */
export function detailsOf({ evaluation }: Round): readonly SampleVerdict[] {
  return evaluation.details ?? [];
}

function apart(samples: readonly EvaluatedSample[], evaluation: Evaluation): Round {
  const details = evaluation.details ?? [];
  const unscored = samples.flatMap((sample, i) => {
    const verdict = details[i];
    return verdict !== undefined && isUnscored(verdict) ? [{ sample, verdict }] : [];
  });
  if (unscored.length === 0) return { samples, evaluation, unscored };
  return {
    samples: samples.filter((_, i) => !isUnscored(details[i] as SampleVerdict)),
    evaluation: { ...evaluation, details: details.filter((verdict) => !isUnscored(verdict)) },
    unscored,
  };
}

function isUnscored(verdict: SampleVerdict): verdict is Unscored['verdict'] {
  return verdict.failed !== undefined;
}

function byReplica(samples: readonly EvaluatedSample[]): EvaluatedSample[][] {
  const rounds = new Map<number, EvaluatedSample[]>();
  for (const sample of samples) {
    const round = rounds.get(sample.replica);
    if (round) round.push(sample);
    else rounds.set(sample.replica, [sample]);
  }
  return [...rounds.values()];
}

function checkMetrics({ metrics }: Evaluation, evaluator: string): void {
  const entries = Object.entries(metrics ?? {});
  if (entries.length === 0) throw badMetric(evaluator);
  const bad = entries.find(([, value]) => !Number.isFinite(value));
  if (bad) throw badMetric(evaluator, ...bad);
}

function checkDetails({ details }: Evaluation, samples: number, evaluator: string): void {
  if (details === undefined) return;
  if (!Array.isArray(details) || details.length !== samples)
    throw badDetails(evaluator, `${details.length} details for ${samples} samples`);
  const position = details.findIndex(({ score }) => score !== undefined && !(score >= 0 && score <= 1));
  if (position !== -1) throw badDetails(evaluator, `score = ${details[position]?.score} for sample ${position}`);
}
