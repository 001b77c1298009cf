import type { RequestFailure } from 'oc-sdk';
import type { Generated, Scored, Step } from './inferencer.ts';

/** What a model yields, or a failure in its place where it makes no sense: nothing of that becomes a score. */
export function checkedResult(
  { kind }: Step,
  result: Generated | Scored | RequestFailure,
): Generated | Scored | RequestFailure {
  if ('error' in result) return result;
  const wrong = kind === 'generate' ? wrongAnswer(result) : wrongScore(result);
  return wrong === undefined ? result : { index: result.index, error: wrong };
}

type Wrong = RequestFailure['error'] | undefined;

function wrongAnswer(result: object): Wrong {
  const text: unknown = 'text' in result ? result.text : undefined;
  if (typeof text === 'string') return undefined;
  return { code: 'BAD_ANSWER', message: `the model answered with ${text === null ? 'null' : typeof text}, not text` };
}

function wrongScore(result: object): Wrong {
  const { logProbabilities, tokens, continuationTokens } = result as Partial<Scored>;
  if (!Array.isArray(logProbabilities)) return { code: 'BAD_SCORE', message: 'the model gave no log-probabilities' };
  const odd = logProbabilities.find((value) => !Number.isFinite(value));
  if (odd !== undefined) {
    return { code: 'SCORE_NOT_FINITE', message: `the model gave a log-probability that is ${odd}, not a number` };
  }
  const counts = `${logProbabilities.length} log-probabilities, ${tokens} tokens, ${continuationTokens} of them scored`;
  const fits =
    isCount(tokens) &&
    isCount(continuationTokens) &&
    continuationTokens <= logProbabilities.length &&
    logProbabilities.length <= tokens;
  return fits ? undefined : { code: 'BAD_SCORE', message: `the model gave numbers that do not fit: ${counts}` };
}

function isCount(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0;
}
