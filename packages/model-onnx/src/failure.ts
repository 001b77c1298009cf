import type { RequestFailure } from 'oc-sdk';
import { firstLine } from './errors.ts';

export function failure(index: number, code: string, message: string): RequestFailure {
  return { index, error: { code, message } };
}

/** Memory does not hold the row, not even alone. */
export function tooLarge(
  { index, tokens }: { index: number; tokens: readonly number[] },
  cause: unknown,
): RequestFailure {
  const message = `Memory does not hold this text of ${tokens.length} tokens, alone in its batch: ${firstLine(cause)}`;
  return failure(index, 'OUT_OF_MEMORY', message);
}

export function isFailure(value: object): value is RequestFailure {
  return 'error' in value;
}
