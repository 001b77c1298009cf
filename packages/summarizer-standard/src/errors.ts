import { OcError } from 'oc-sdk';

/** A summary group that cannot mean anything. */
export function invalidGroup(name: string, problem: string): OcError {
  return new OcError({
    code: 'SUMMARY_GROUP_INVALID',
    message: `summary group "${name}": ${problem}`,
    details:
      'A group has a name of its own, and at most one of weights, std, sum and harmonic_mean. ' +
      'Weights name every subset (as "abbr" or "abbr@metric") and nothing else, and one of them is above zero. ' +
      'Transforms are formulas in x, such as "100 - x". No group leads back to itself.',
  });
}
