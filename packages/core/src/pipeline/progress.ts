import { countOf } from 'oc-sdk';
import type { WorkerEvent } from 'oc-sdk/run-directory';
import type { Plan, PlannedPair } from './1-plan.ts';
import type {
  Counts,
  EvalProgress,
  InferProgress,
  ModelProgress,
  ProgressState,
  StageStatus,
  Throughput,
  WorkerCounts,
} from './progress-state.ts';
import { Rate } from './rate.ts';
import type { StageRun } from './stage/stage-run.ts';
import { gpusInUse, waitsOf, workersOf } from './worker-counts.ts';

interface ModelTally {
  readonly model: string;
  readonly before: number;
  readonly total: number;
  done: number;
  failed: number;
  outputTokens: number;
  readonly rate: Rate;
}

/** Counts what workers report, and shows it as plain data. */
export class Progress {
  readonly #startedAt: number;
  readonly #now: () => number;
  readonly #plan: Plan;
  readonly #tallies: readonly ModelTally[];
  readonly #failures: string[] = [];
  readonly #warnings: string[] = [];
  #infer: { run: StageRun; status: StageStatus } | undefined;
  #eval: { run: StageRun; status: StageStatus } | undefined;
  #evaluated = 0;

  constructor(plan: Plan, models: readonly string[], now: () => number) {
    this.#now = now;
    this.#startedAt = now();
    this.#plan = plan;
    this.#tallies = models.map((model) => {
      const pairs = plan.pairs.filter((pair) => pair.model.abbr === model);
      const total = sum(pairs.map(({ size }) => size));
      const before = total - sum(pairs.map(({ pending }) => countOf(pending)));
      return { model, before, total, done: 0, failed: 0, outputTokens: 0, rate: new Rate() };
    });
  }

  stageRuns(stage: 'infer' | 'eval', run: StageRun): void {
    if (stage === 'infer') this.#infer = { run, status: 'running' };
    else this.#eval = { run, status: 'running' };
  }

  stageEnded(stage: 'infer' | 'eval'): void {
    const state = stage === 'infer' ? this.#infer : this.#eval;
    if (state) state.status = 'ended';
  }

  noteInfer(model: string, event: WorkerEvent): void {
    const tally = this.#tallies.find((each) => each.model === model);
    if (event.event !== 'samples' || tally === undefined) return;
    tally.done += event.done;
    tally.failed += event.failed;
    tally.outputTokens += event.outputTokens;
    tally.rate.add(event.time, event.done);
  }

  noteEval(event: WorkerEvent): void {
    if (event.event === 'part') this.#evaluated += 1;
  }

  warn(line: string): void {
    this.#warnings.push(line);
  }

  fail(line: string): void {
    this.#failures.push(line);
  }

  snapshot(): ProgressState {
    return {
      startedAt: this.#startedAt,
      ...(this.#infer ? { infer: this.#inferProgress(this.#infer) } : {}),
      ...(this.#eval ? { eval: this.#evalProgress(this.#eval) } : {}),
      failures: this.#failures,
      warnings: this.#warnings,
    };
  }

  #inferProgress({ run, status }: { run: StageRun; status: StageStatus }): InferProgress {
    const models = this.#tallies.map((tally) => this.#modelProgress(tally, run));
    const gpus = gpusInUse(run);
    const waits = waitsOf(run);
    return {
      ...{ status, models, ...together(models) },
      ...(gpus === undefined ? {} : { gpusInUse: gpus }),
      ...(waits.length > 0 ? { waits } : {}),
    };
  }

  #modelProgress(tally: ModelTally, run: StageRun): ModelProgress {
    const { model, before, total, outputTokens } = tally;
    const done = Math.min(before + tally.done, total);
    const failed = Math.min(tally.failed, total - done);
    const samplesPerSecond = tally.rate.perSecond(this.#now());
    return {
      model,
      samples: { done, failed, total },
      tasks: tasksOf(run, model),
      workers: workersOf(run, model),
      outputTokens,
      ...(samplesPerSecond ? { samplesPerSecond, etaSeconds: (total - done - failed) / samplesPerSecond } : {}),
    };
  }

  #evalProgress({ run, status }: { run: StageRun; status: StageStatus }): EvalProgress {
    const before = this.#plan.pairs.filter(({ result }) => result !== undefined).length;
    const pairs: readonly PlannedPair[] = this.#plan.pairs;
    const failed = sum(run.queues.map(({ model }) => run.tasks.count(model.abbr, 'exhausted')));
    return {
      status,
      pairs: { done: before + this.#evaluated, failed, total: pairs.length },
      workers: addWorkers(run.queues.map(({ model }) => workersOf(run, model.abbr))),
    };
  }
}

function tasksOf(run: StageRun, model: string): Counts {
  return {
    done: run.tasks.count(model, 'succeeded'),
    failed: run.tasks.count(model, 'exhausted'),
    total: run.tasks.count(model),
  };
}

function together(models: readonly ModelProgress[]): Throughput {
  const rates = models.map(({ samplesPerSecond = 0 }) => samplesPerSecond);
  const etas = models
    .filter(({ samples }) => samples.done + samples.failed < samples.total)
    .map(({ etaSeconds }) => etaSeconds);
  const samplesPerSecond = sum(rates);
  return {
    samples: addCounts(models.map(({ samples }) => samples)),
    tasks: addCounts(models.map(({ tasks }) => tasks)),
    workers: addWorkers(models.map(({ workers }) => workers)),
    outputTokens: sum(models.map(({ outputTokens }) => outputTokens)),
    ...(samplesPerSecond > 0 ? { samplesPerSecond } : {}),
    ...(etas.length > 0 && etas.every((eta) => eta !== undefined) ? { etaSeconds: Math.max(...etas) } : {}),
  };
}

function addCounts(counts: readonly Counts[]): Counts {
  return {
    done: sum(counts.map(({ done }) => done)),
    failed: sum(counts.map(({ failed }) => failed)),
    total: sum(counts.map(({ total }) => total)),
  };
}

function addWorkers(counts: readonly WorkerCounts[]): WorkerCounts {
  return {
    queued: sum(counts.map(({ queued }) => queued)),
    starting: sum(counts.map(({ starting }) => starting)),
    running: sum(counts.map(({ running }) => running)),
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
