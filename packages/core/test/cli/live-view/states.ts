import type { Counts, EvalProgress, ModelProgress, ProgressState } from '../../../src/pipeline/progress-state.ts';

export function counts(done: number, total: number, failed = 0): Counts {
  return { done, failed, total };
}

export function model(name: string, samples: Counts, rest: Partial<ModelProgress> = {}): ModelProgress {
  const workers = { queued: 0, running: 0, starting: 0 };
  return { model: name, samples, tasks: counts(0, 1), workers, outputTokens: 0, ...rest };
}

/** A run that began at 0 and infers. */
export function inferring(samples: Counts, models: ModelProgress[], rest: Partial<ModelProgress> = {}): ProgressState {
  const { model: _, ...together } = model('', samples, rest);
  return { startedAt: 0, infer: { status: 'running', models, ...together }, failures: [], warnings: [] };
}

export function scoring(status: EvalProgress['status'], pairs: Counts): EvalProgress {
  return { status, pairs, workers: { queued: 0, running: 1, starting: 0 } };
}
