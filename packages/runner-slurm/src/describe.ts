import { readFileSync } from 'node:fs';
import type { Job } from 'oc-sdk';
import { BATCH_SCRIPT } from './submit/submission.ts';

/** A command to paste into a shell, on one line. */
export function describeCommand(command: readonly string[]): string {
  return command.map(quote).join(' ');
}

/** What Slurm would run, to paste: the submission; below it its script, and what that runs on the node in the end. */
export function describeJob({ command, env, cwd, logFile }: Job, submit: readonly string[]): string {
  const assignments = Object.entries(env).map(([name, value]) => `${name}=${quote(value)}`);
  return [
    describeCommand(['sbatch', ...submit]),
    ...readFileSync(BATCH_SCRIPT, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => `    script | ${line}`),
    `    on the node, in ${quote(cwd)}: ${[...assignments, describeCommand(command)].join(' ')} >> ${quote(logFile)} 2>&1`,
  ].join('\n');
}

/** Quotes only what a shell would not take as it stands; control characters as `$'\n'`, so that it stays one line. */
function quote(text: string): string {
  if (/^[\w@%+=:,./-]+$/.test(text)) return text;
  if (!/\p{Cc}/u.test(text)) return `'${text.replaceAll("'", `'\\''`)}'`;
  return `$'${text.replace(/[\\']/g, '\\$&').replace(/\p{Cc}/gu, escapeControl)}'`;
}

function escapeControl(character: string): string {
  if (character === '\n') return '\\n';
  const code = character.charCodeAt(0);
  return code < 0x80 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}
