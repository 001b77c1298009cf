import type { Job } from 'oc-sdk';

/**
 * The job as a line to paste into a shell, its variables first. Which GPUs it gets is known only when it starts.
 *
 * @param deviceVariable the variable that will name them, if that is known already
 */
export function describeJob({ command, env, resources: { gpus } }: Job, deviceVariable: string | undefined): string {
  const devices = gpus > 0 ? `<${gpus} GPU${gpus > 1 ? 's' : ''}>` : '';
  const variables =
    gpus > 0 || deviceVariable !== undefined ? { [deviceVariable ?? 'CUDA_VISIBLE_DEVICES']: devices } : {};
  const assignments = Object.entries({ ...env, ...variables }).map(([name, value]) => `${name}=${quote(value)}`);
  return [...assignments, ...command.map(quote)].join(' ');
}

/** Quotes only what a shell would not take as it stands; control characters as `$'\n'`, so that it stays one line. */
function quote(text: string): string {
  if (/^[\w@%+=:,./-]+$/.test(text)) return text;
  if (!/\p{Cc}/u.test(text)) return `'${text.replaceAll("'", `'\\''`)}'`;
  return `$'${text.replace(/[\\']/g, '\\$&').replace(/\p{Cc}/gu, escapeControl)}'`;
}

function escapeControl(character: string): string {
  if (character === '\n') return '\\n';
  if (character === '\t') return '\\t';
  const code = character.charCodeAt(0);
  return code < 0x80 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}
