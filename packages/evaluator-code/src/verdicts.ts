import type { EvaluatedSample, SampleVerdict } from 'oc-sdk';
import type { Verdict } from './sandbox/sandbox.ts';

export interface ProgramVerdict extends SampleVerdict {
  readonly outcome: Verdict['outcome'];
  readonly correct: boolean;
}

export function verdictOf(sample: EvaluatedSample, { outcome, detail }: Verdict): ProgramVerdict {
  const passed = outcome === 'passed';
  return { pred: sample.prediction ?? null, outcome, correct: passed, ...(detail === '' ? {} : { detail }) };
}

/** Whether each answer passes, by task: answers to one task have its id. */
export function passedByTask(samples: readonly EvaluatedSample[], verdicts: readonly ProgramVerdict[]): boolean[][] {
  const tasks = new Map<string, boolean[]>();
  for (const [i, { id }] of samples.entries()) {
    const passed = verdicts[i]?.correct === true;
    const task = tasks.get(id);
    if (task) task.push(passed);
    else tasks.set(id, [passed]);
  }
  return [...tasks.values()];
}
