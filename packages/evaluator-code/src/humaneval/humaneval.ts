import { defineEvaluator, type EvaluatedSample, type EvaluatorPlugin, type OptionsOf } from 'oc-sdk';
import { codeIn } from '../answer-code.ts';
import { executionNotAllowed, testsMissing } from '../errors.ts';
import { sandboxOptions, sandboxProperties, timeLimit } from '../options.ts';
import { meanPassAtK } from '../pass-at-k.ts';
import type { Program } from '../sandbox/run-program.ts';
import { runPrograms } from '../sandbox/sandbox.ts';
import { passedByTask, verdictOf } from '../verdicts.ts';

const optionsSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    k: {
      type: 'array',
      minItems: 1,
      items: { type: 'integer', minimum: 1 },
      default: [1, 10, 100],
      description: 'Which pass@k; those for which there are too few answers to a task are left out.',
    },
    time_limit: timeLimit(3),
    ...sandboxProperties,
  },
} as const;

/**
 * HumanEval and what has its layout: columns `prompt` (the head of a function), `test` (defines `check(candidate)`) and
 * `entry_point`. An answer goes on where the prompt ends, or is the whole function. Answers to one task are told by its
 * id: with n of them pass@k for every k up to n is estimated.
 */
export function humanEvalPlugin(name: string, summary: string, metric: string): EvaluatorPlugin {
  return defineEvaluator({
    name,
    summary,
    optionsSchema,
    executesCode: true,
    create(options: OptionsOf<typeof optionsSchema>, { allowCodeExecution, logger }) {
      if (!allowCodeExecution) throw executionNotAllowed(name);
      return {
        async evaluate(samples, { signal }) {
          signal.throwIfAborted();
          const programs = samples.map(programOf);
          const endings = await runPrograms(programs, sandboxOptions(options), { logger, signal });
          const details = samples.map((sample, i) => verdictOf(sample, endings[i] as (typeof endings)[number]));
          const shares = meanPassAtK(passedByTask(samples, details), [...new Set([1, ...options.k])]);
          const metrics = Object.fromEntries([...shares].map(([k, share]) => [`${metric}_pass@${k}`, share]));
          return { metrics, details };
        },
      };
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
