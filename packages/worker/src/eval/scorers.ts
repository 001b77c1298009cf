import type { EvaluatedSample, Evaluation, Evaluator, SampleVerdict, Scorer } from 'oc-sdk';
import { badDetails, badMetric } from '../errors.ts';

/** Scores the samples of all replicas, each replica by itself, as OpenCompass does: a metric is a number of one set of answers. */
export interface Scorers {
  /** The verdict about a sample; undefined where the evaluator gives none. A replica's samples come in their order. */
  add(sample: EvaluatedSample): SampleVerdict | undefined;
  /** Why there is nothing to score: there are no metrics then. */
  readonly skipped: string | undefined;
  /** Of a replica that has samples. */
  metrics(replica: number): Evaluation['metrics'];
}

/**
 * Makes scorers of an evaluator. One that wants all samples at once gets them here; its verdicts are then handed out in
 * their order.
 *
 * @param name - of the evaluator, for errors
 * @param samples - all of them, where it wants them so
 */
export async function openScorers(
  evaluator: Evaluator,
  name: string,
  samples: readonly EvaluatedSample[],
  signal: AbortSignal,
): Promise<Scorers> {
  if (evaluator.scorer) return new OneByOne(evaluator.scorer.bind(evaluator), name);
  const held = new Map<number, EvaluatedSample[]>();
  for (const sample of samples) {
    const own = held.get(sample.replica);
    if (own) own.push(sample);
    else held.set(sample.replica, [sample]);
  }
  const evaluations = new Map<number, Evaluation>();
  for (const [replica, own] of held) {
    const evaluation = await evaluator.evaluate(own, { signal });
    checkNumber(evaluation, own.length, name);
    evaluations.set(replica, evaluation);
  }
  return new AllAtOnce(evaluations, name);
}

class OneByOne implements Scorers {
  readonly skipped = undefined;
  readonly #open: NonNullable<Evaluator['scorer']>;
  readonly #name: string;
  readonly #replicas = new Map<number, { readonly scorer: Scorer; samples: number }>();

  constructor(open: NonNullable<Evaluator['scorer']>, name: string) {
    this.#open = open;
    this.#name = name;
  }

  add(sample: EvaluatedSample): SampleVerdict {
    const own = this.#replicas.get(sample.replica) ?? { scorer: this.#open(), samples: 0 };
    this.#replicas.set(sample.replica, own);
    const verdict = own.scorer.add(sample);
    checkVerdict(verdict, own.samples, this.#name);
    own.samples += 1;
    return verdict;
  }

  metrics(replica: number): Evaluation['metrics'] {
    const metrics = this.#replicas.get(replica)?.scorer.compute() ?? {};
    checkMetrics(metrics, this.#name);
    return metrics;
  }
}

class AllAtOnce implements Scorers {
  readonly skipped: string | undefined;
  readonly #evaluations: ReadonlyMap<number, Evaluation>;
  readonly #name: string;
  readonly #next = new Map<number, number>();

  constructor(evaluations: ReadonlyMap<number, Evaluation>, name: string) {
    this.#evaluations = evaluations;
    this.#name = name;
    this.skipped = [...evaluations.values()].find(({ skipped }) => skipped !== undefined)?.skipped;
  }

  add({ replica }: EvaluatedSample): SampleVerdict | undefined {
    const at = this.#next.get(replica) ?? 0;
    this.#next.set(replica, at + 1);
    const verdict = this.#evaluations.get(replica)?.details?.[at];
    if (verdict !== undefined) checkVerdict(verdict, at, this.#name);
    return verdict;
  }

  metrics(replica: number): Evaluation['metrics'] {
    const { metrics } = this.#evaluations.get(replica) as Evaluation;
    checkMetrics(metrics, this.#name);
    return metrics;
  }
}

function checkMetrics(metrics: Evaluation['metrics'], evaluator: string): void {
  const entries = Object.entries(metrics ?? {});
  if (entries.length === 0) throw badMetric(evaluator);
  const bad = entries.find(([, value]) => !Number.isFinite(value));
  if (bad) throw badMetric(evaluator, ...bad);
}

function checkNumber({ details }: Evaluation, samples: number, evaluator: string): void {
  if (details === undefined) return;
  if (!Array.isArray(details) || details.length !== samples)
    throw badDetails(evaluator, `${details.length} details for ${samples} samples`);
}

function checkVerdict({ score }: SampleVerdict, position: number, evaluator: string): void {
  if (score !== undefined && !(score >= 0 && score <= 1))
    throw badDetails(evaluator, `score = ${score} for sample ${position}`);
}
