import { defineEvaluator, type EvaluatedSample, type EvaluatorPlugin } from 'oc-sdk';
import { executionNotAllowed } from './errors.ts';
import { type SandboxBlock, sandboxOptions, sandboxProperties, timeLimit } from './options.ts';
import type { Program } from './sandbox/run-program.ts';
import { runPrograms } from './sandbox/sandbox.ts';
import { type ProgramVerdict, passedByTask, verdictOf } from './verdicts.ts';

/** What is its own of an evaluator that runs programs. */
export interface CodeEvaluator {
  readonly name: string;
  readonly summary: string;
  /** The JSON Schema of the option `k`, a list of numbers. */
  readonly k: object;
  /** Default of the option `time_limit`. */
  readonly seconds: number;
  /** @throws {OcError} `CODE_TESTS_MISSING` */
  programOf(sample: EvaluatedSample): Program;
  /** @param passed by task, whether each answer to it passes */
  metricsOf(
    verdicts: readonly ProgramVerdict[],
    passed: readonly (readonly boolean[])[],
    k: readonly number[],
  ): Record<string, number>;
}

interface Options extends SandboxBlock {
  readonly k: readonly number[];
}

/** An evaluator that runs what models wrote, each answer with the tests of its row, where the config lets it. */
export function codeEvaluator({ name, summary, k, seconds, programOf, metricsOf }: CodeEvaluator): EvaluatorPlugin {
  return defineEvaluator({
    name,
    summary,
    optionsSchema: {
      type: 'object',
      additionalProperties: false,
      properties: { k, time_limit: timeLimit(seconds), ...sandboxProperties },
    },
    executesCode: true,
    create(options: Options, { allowCodeExecution, logger }) {
      if (!allowCodeExecution) throw executionNotAllowed(name);
      return {
        async evaluate(samples, { signal }) {
          signal.throwIfAborted();
          const programs = samples.map(programOf);
          const endings = await runPrograms(programs, sandboxOptions(options), { logger, signal });
          const details = samples.map((sample, i) => verdictOf(sample, endings[i] as (typeof endings)[number]));
          return { metrics: metricsOf(details, passedByTask(samples, details), options.k), details };
        },
      };
    },
  });
}
