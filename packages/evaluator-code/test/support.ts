import { availableParallelism } from 'node:os';
import type { EvaluatedSample, Row } from 'oc-sdk';
import { findPython } from '../src/sandbox/python.ts';
import { type Ending, type Limits, type RunOptions, runProgram } from '../src/sandbox/run-program.ts';

/** Wall time that a loaded machine needs for nothing must not decide: only programs that never end come to its end. */
export const LIMITS: Limits = {
  cpuSeconds: 2,
  wallSeconds: 20,
  memoryBytes: 512 * 2 ** 20,
  fileBytes: 16 * 2 ** 20,
  processes: 16,
};

const python = await findPython('python3');

export async function run(
  program: string | readonly string[],
  {
    tests = ['assert f() == 1'],
    limits = {},
    ...options
  }: Partial<Omit<RunOptions, 'limits'>> & {
    readonly tests?: readonly string[];
    readonly limits?: Partial<Limits>;
  } = {},
): Promise<Ending> {
  return await runProgram(
    { solutions: typeof program === 'string' ? [program] : program, setup: [], tests },
    {
      python,
      isolation: 'required',
      signal: new AbortController().signal,
      ...options,
      limits: { ...LIMITS, ...limits },
    },
  );
}

/** Whether this system gives a user namespaces: Linux, and no profile that forbids them. */
export const canIsolate = (await run('def f(): return 1')).outcome === 'passed';

export const CORES = availableParallelism();

export function sampleOfRow(
  index: number,
  prediction: unknown,
  row: Row,
  more: Partial<EvaluatedSample> = {},
): EvaluatedSample {
  return {
    index,
    replica: 0,
    id: String(index),
    prediction,
    rawPrediction: prediction,
    reference: undefined,
    row,
    prompt: '',
    ...more,
  };
}
