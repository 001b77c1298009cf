import { isOcError } from 'oc-sdk';

/** An error as people see it: what is wrong and what to do; a stack only where the mistake is ours. */
export function errorText(error: unknown, debug: boolean): string {
  if (!isOcError(error))
    return `${stackOf(error)}\n\nThis is a bug in oc-core. Please report it with the lines above.\n`;
  const lines = [`${error.code}: ${error.message}`];
  if (error.details) lines.push(error.details.replace(/^/gm, '  '));
  if (debug) lines.push(stackOf(error));
  return `${lines.join('\n')}\n`;
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : `\ncaused by ${stackOf(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}
