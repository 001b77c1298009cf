import { defineEvaluator, type EvaluatedSample, type EvaluatorPlugin, type OptionsOf } from 'oc-sdk';
import { codeIn } from '../answer-code.ts';
import { executionNotAllowed, testsMissing } from '../errors.ts';
import { sandboxOptions, sandboxProperties, timeLimit } from '../options.ts';
import { meanPassAtK } from '../pass-at-k.ts';
import type { Program } from '../sandbox/run-program.ts';
import { runPrograms } from '../sandbox/sandbox.ts';
import { type ProgramVerdict, passedByTask, verdictOf } from '../verdicts.ts';

const optionsSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    k: {
      type: 'array',
      items: { type: 'integer', minimum: 1 },
      default: [10, 100],
      description: 'Which pass@k besides the score; those for which there are too few answers to a task are left out.',
    },
    time_limit: timeLimit(10),
    ...sandboxProperties,
  },
} as const;

/** MBPP and what has its layout: asserts in the reference or the column `test_list`, or a whole script in `test`. */
export function mbppPlugin(name: string, summary: string, metric: string): EvaluatorPlugin {
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
          const shares = meanPassAtK(
            passedByTask(samples, details),
            options.k.filter((k) => k > 1),
          );
          const extra = samples.length === 0 ? [] : [...shares].map(([k, share]) => [`${metric}_pass@${k}`, share]);
          return { metrics: { ...counts(details), ...Object.fromEntries(extra) }, details };
        },
      };
    },
  });
}

/** OpenCompass's: `score` is the share that passes, in percent; the others are numbers of answers. */
function counts(details: readonly ProgramVerdict[]): Record<string, number> {
  const count = (outcome: ProgramVerdict['outcome']): number =>
    details.filter((verdict) => verdict.outcome === outcome).length;
  const pass = count('passed');
  return {
    score: details.length === 0 ? 0 : (100 * pass) / details.length,
    pass,
    timeout: count('timeout'),
    failed: count('failed'),
    wrong_answer: count('wrong_answer'),
  };
}

function programOf({ id, row, prediction, reference }: EvaluatedSample): Program {
  const tests = [reference, row.test, row.test_list].map(textsIn).find(hasAssert);
  if (tests === undefined) throw testsMissing(id, ['asserts in the output column', '"test"', '"test_list"']);
  const setup = [...textsIn(row.test_imports), ...textsIn(row.test_setup_code)];
  return { solutions: codeIn(prediction), setup, tests };
}

function hasAssert(tests: readonly string[]): boolean {
  return tests.some((test) => /\bassert/.test(test));
}

/** A text, or a list of texts; without blank ones. */
function textsIn(value: unknown): string[] {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  return list.filter((text): text is string => typeof text === 'string' && text.trim() !== '');
}
