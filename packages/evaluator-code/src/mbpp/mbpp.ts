import type { EvaluatedSample, EvaluatorPlugin } from 'oc-sdk';
import { codeIn } from '../answer-code.ts';
import { codeEvaluator } from '../code-evaluator.ts';
import { testsMissing } from '../errors.ts';
import { meanPassAtK } from '../pass-at-k.ts';
import type { Program } from '../sandbox/run-program.ts';
import type { ProgramVerdict } from '../verdicts.ts';

/** MBPP and what has its layout: asserts in the reference or the column `test_list`, or a whole script in `test`. */
export function mbppPlugin(name: string, summary: string, metric: string): EvaluatorPlugin {
  return codeEvaluator({
    name,
    summary,
    k: {
      type: 'array',
      items: { type: 'integer', minimum: 1 },
      default: [10, 100],
      description: 'Which pass@k besides the score; those for which there are too few answers to a task are left out.',
    },
    seconds: 10,
    programOf,
    metricsOf(verdicts, passed, k) {
      const drawn = k.filter((each) => each > 1);
      const shares = verdicts.length === 0 ? [] : [...meanPassAtK(passed, drawn)];
      return {
        ...counts(verdicts),
        ...Object.fromEntries(shares.map(([each, share]) => [`${metric}_pass@${each}`, share])),
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
