import { readFileSync } from 'node:fs';
import { describeCommand, describeWord, type Job } from 'oc-sdk';
import { BATCH_SCRIPT } from './submit/submission.ts';

/** What Slurm would run, to paste: the submission; below it its script, and what that runs on the node in the end. */
export function describeJob({ command, env, cwd, logFile }: Job, submit: readonly string[]): string {
  return [
    describeCommand(['sbatch', ...submit]),
    ...readFileSync(BATCH_SCRIPT, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => `    script | ${line}`),
    `    on the node, in ${describeWord(cwd)}: ${describeCommand(command, env)} >> ${describeWord(logFile)} 2>&1`,
  ].join('\n');
}
