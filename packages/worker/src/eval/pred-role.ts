import type { Compat } from 'oc-sdk';

interface Round {
  readonly role?: string;
  readonly begin?: unknown;
  readonly end?: unknown;
  readonly api_role?: unknown;
}

/**
 * `pred_role`: cuts what one role of the model's meta template says out of an answer, which is the text between its
 * `begin` and its `end`. Marks that are only blanks say nothing, nor does one that the answer does not hold. For models
 * without a meta template, and for those whose roles are a server's (`api_role`), an answer stays as it is.
 *
 * OpenCompass means to do the same, but a check of the marks that never holds keeps it from it: with its
 * `compat` the answer stays as it is, too.
 */
export function roleCutter(
  role: string | undefined,
  metaTemplate: unknown,
  compat: Compat | undefined,
): (answer: string) => string {
  const rounds = (metaTemplate as { readonly round?: readonly Round[] } | undefined)?.round ?? [];
  const round = rounds.find((each) => each.role === role);
  if (role === undefined || round === undefined || 'api_role' in round || compat === 'opencompass')
    return (answer) => answer;
  const [begin, end] = [markOf(round.begin), markOf(round.end)];
  return (answer) => {
    const opened = begin === undefined ? -1 : answer.indexOf(begin);
    const start = opened === -1 ? 0 : opened + (begin as string).length;
    const closed = end === undefined ? -1 : answer.indexOf(end, start);
    return answer.slice(start, closed === -1 ? undefined : closed);
  };
}

function markOf(mark: unknown): string | undefined {
  return typeof mark === 'string' && mark.trim() !== '' ? mark : undefined;
}
