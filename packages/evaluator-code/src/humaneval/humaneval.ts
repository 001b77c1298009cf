import type { EvaluatedSample, EvaluatorPlugin } from 'oc-sdk';
import { codeIn } from '../answer-code.ts';
import { codeEvaluator } from '../code-evaluator.ts';
import { testsMissing } from '../errors.ts';
import { meanPassAtK } from '../pass-at-k.ts';
import type { Program } from '../sandbox/run-program.ts';

/**
 * HumanEval and what has its layout: columns `prompt` (the head of a function), `test` (defines `check(candidate)`) and
 * `entry_point`. An answer goes on where the prompt ends, or is the whole function. Answers to one task are told by its
 * id: with n of them pass@k for every k up to n is estimated.
 */
export function humanEvalPlugin(name: string, summary: string, metric: string): EvaluatorPlugin {
  return codeEvaluator({
    name,
    summary,
    k: {
      type: 'array',
      minItems: 1,
      items: { type: 'integer', minimum: 1 },
      default: [1, 10, 100],
      description: 'Which pass@k; those for which there are too few answers to a task are left out.',
    },
    seconds: 3,
    programOf,
    metricsOf(_, passed, k) {
      const shares = meanPassAtK(passed, [...new Set([1, ...k])]);
      return Object.fromEntries([...shares].map(([drawn, share]) => [`${metric}_pass@${drawn}`, share]));
    },
  });
}

function programOf({ id, row, prediction }: EvaluatedSample): Program {
  const { prompt, test, entry_point } = row;
  if (typeof test !== 'string' || typeof entry_point !== 'string') {
    throw testsMissing(id, ['the columns "test" and "entry_point" are needed']);
  }
  const head = typeof prompt === 'string' ? prompt : '';
  // The first line of a body may have lost its indent to whoever trimmed the answer.
  const solutions = codeIn(prediction).flatMap((code) => [`${head}${code}`, `${head}    ${code}`, `${head}\n${code}`]);
  return { solutions, setup: [], tests: [`${test}\n`, `check(${nameOf(id, entry_point)})\n`] };
}

function nameOf(id: string, name: string): string {
  if (/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name)) return name;
  throw testsMissing(id, [`entry_point is no name: ${JSON.stringify(name)}`]);
}
