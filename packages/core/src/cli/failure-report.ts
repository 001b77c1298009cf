import type { Failure } from '../pipeline/failures.ts';

/** Every cause of failure with where it struck, how often it was tried, and the end of its log. */
export function failureReport(failures: readonly Failure[]): string {
  return ['Failed:', ...failures.flatMap(entry)].join('\n');
}

function entry({ stage, model, datasets, reason, code, attempts, logFile, lastLines }: Failure): string[] {
  const tried = attempts > 1 ? ` (${attempts} attempts)` : '';
  return [
    `  ${stage} ${model} / ${names(datasets)}${tried}: ${code === undefined ? '' : `${code}: `}${reason}`,
    ...(logFile === undefined ? [] : [`    log: ${logFile}`]),
    ...lastLines.map((line) => `    | ${line}`),
  ];
}

function names(datasets: readonly string[]): string {
  return datasets.length <= 4
    ? datasets.join(', ')
    : `${datasets.slice(0, 3).join(', ')} and ${datasets.length - 3} more`;
}
