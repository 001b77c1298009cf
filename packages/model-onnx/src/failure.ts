import type { RequestFailure } from 'oc-sdk';

export function failure(index: number, code: string, message: string): RequestFailure {
  return { index, error: { code, message } };
}

export function isFailure(value: object): value is RequestFailure {
  return 'error' in value;
}
