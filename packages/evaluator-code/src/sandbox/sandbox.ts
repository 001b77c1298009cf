import type { Logger } from 'oc-sdk';
import { isolationUnavailable, pythonUnusable, sandboxBroken } from '../errors.ts';
import { findPython } from './python.ts';
import { type Ending, type Limits, type Program, type RunOptions, runProgram } from './run-program.ts';

export interface SandboxOptions {
  readonly python: string;
  readonly limits: Limits;
  readonly isolation: 'required' | 'best_effort';
  readonly concurrency: number;
}

/** What a program's end says of the program. */
export interface Verdict {
  readonly outcome: 'passed' | 'wrong_answer' | 'failed' | 'timeout';
  readonly detail: string;
}

/**
 * Runs programs, so many at once, each in a sandbox of its own; endings are in the order of the programs. First a
 * program that must pass is run: what this machine cannot protect is refused, or told once, before it matters.
 *
 * @throws {OcError} `CODE_PYTHON_UNUSABLE`, `CODE_ISOLATION_UNAVAILABLE`, `CODE_SANDBOX_BROKEN`
 */
export async function runPrograms(
  programs: readonly Program[],
  { python, limits, isolation, concurrency }: SandboxOptions,
  { logger, signal }: { readonly logger: Logger; readonly signal: AbortSignal },
): Promise<Verdict[]> {
  const options: RunOptions = { python: await findPython(python), limits, isolation, signal };
  const { missing } = await probe(options, python);
  for (const [what, why] of Object.entries(missing)) logger.warn(`programs run without protection of ${what}: ${why}`);
  return await mapAtOnce(programs, concurrency, async (program) => verdictOf(await runProgram(program, options)));
}

async function probe(options: RunOptions, python: string): Promise<Ending> {
  const ending = await runProgram(
    { solutions: ['answer = 6 * 7'], setup: [], tests: ['assert answer == 42'] },
    options,
  );
  if (ending.outcome === 'unavailable') throw isolationUnavailable(ending.detail);
  if (ending.outcome === 'broken' && options.isolation === 'required') throw isolationUnavailable(ending.detail);
  if (ending.outcome !== 'passed') throw pythonUnusable(python, `a program that must pass does not: ${ending.detail}`);
  return ending;
}

function verdictOf({ outcome, detail }: Ending): Verdict {
  if (outcome === 'broken' || outcome === 'unavailable') throw sandboxBroken(detail);
  return { outcome, detail };
}

async function mapAtOnce<Item, Result>(
  items: readonly Item[],
  limit: number,
  call: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const waiting = items.entries();
  const work = async (): Promise<void> => {
    for (const [index, item] of waiting) results[index] = await call(item);
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, work));
  return results;
}
