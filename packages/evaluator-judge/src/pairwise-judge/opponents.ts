import { readFile } from 'node:fs/promises';
import type { EvaluatedSample, EvaluatorContext, SampleVerdict } from 'oc-sdk';
import { opponentMissing, opponentUnreadable } from '../errors.ts';

export interface OpponentOptions {
  readonly column: string | undefined;
  /** Absolute path of the merged predictions of another pair. */
  readonly predictions: string | undefined;
  /** Models of the run. */
  readonly models: readonly string[] | undefined;
}

/** Who gave the other answers. */
export interface Opponent {
  /** Of the run; undefined: a column or a file has them. */
  readonly model: string | undefined;
  answerTo(sample: EvaluatedSample): OtherAnswer;
}

export type OtherAnswer = { readonly answer: unknown } | { readonly failed: NonNullable<SampleVerdict['failed']> };

/**
 * Those whose answers are compared with: models of the run, but not the one that is evaluated; or one opponent, whose
 * answers are a column of the rows, predictions in a file for the samples at the same positions, or else the references.
 */
export async function opponentsOf(
  { column, predictions, models }: OpponentOptions,
  { model, answersOf }: Pick<EvaluatorContext, 'model' | 'answersOf'>,
): Promise<Opponent[]> {
  if (models) return await Promise.all(models.filter((name) => name !== model).map((name) => modelOf(name, answersOf)));
  if (predictions !== undefined) {
    const others = await readPredictions(predictions);
    return [opponent(({ index }) => others[String(index)]?.prediction, predictions)];
  }
  if (column !== undefined) return [opponent(({ row }) => row[column], `no column ${JSON.stringify(column)}`)];
  return [opponent(({ reference }) => reference, 'its reference is empty')];
}

function opponent(answerOf: (sample: EvaluatedSample) => unknown, where: string): Opponent {
  return {
    model: undefined,
    answerTo(sample) {
      const answer = answerOf(sample);
      if (answer === undefined || answer === null) throw opponentMissing(sample.id, where);
      return { answer };
    },
  };
}

async function modelOf(model: string, answersOf: EvaluatorContext['answersOf']): Promise<Opponent> {
  const answers = new Map<string, OtherAnswer>();
  for await (const { index, replica, ...rest } of answersOf(model)) {
    answers.set(`${index}/${replica}`, 'error' in rest ? noAnswer(model, rest.error) : { answer: rest.prediction });
  }
  return {
    model,
    answerTo({ index, replica, id }) {
      const answer = answers.get(`${index}/${replica}`);
      if (answer === undefined) throw opponentMissing(id, model);
      return answer;
    },
  };
}

function noAnswer(model: string, { code, message }: { readonly code: string; readonly message: string }): OtherAnswer {
  return { failed: { code: 'JUDGE_OPPONENT_FAILED', message: `${model} has no answer: ${code}: ${message}` } };
}

async function readPredictions(file: string): Promise<Readonly<Record<string, { readonly prediction?: unknown }>>> {
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'));
    if (typeof value !== 'object' || value === null) throw new Error('it holds no object');
    return value as Record<string, { prediction?: unknown }>;
  } catch (error) {
    throw opponentUnreadable(file, error);
  }
}
