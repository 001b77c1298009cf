import { open } from 'node:fs/promises';
import { countOf } from 'oc-sdk';
import {
  type EndedRecord,
  lastLines,
  type RunDirectory,
  type SampleRecord,
  scanSamples,
  type TaskRecord,
} from 'oc-sdk/run-directory';
import type { PlannedPair } from './1-plan.ts';
import type { Execution } from './2-execute.ts';
import type { ModelQueue } from './stage/model-queue.ts';
import type { StageRun } from './stage/stage-run.ts';

/** Why pairs have no score: one entry per cause. */
export interface Failure {
  readonly stage: 'infer' | 'eval';
  readonly model: string;
  readonly datasets: readonly string[];
  /** One line. */
  readonly reason: string;
  readonly code: string | undefined;
  readonly attempts: number;
  readonly logFile: string | undefined;
  readonly lastLines: readonly string[];
}

/** A pair that lacks what the run was to bring, and why. */
export interface Gap {
  readonly model: string;
  readonly dataset: string;
  readonly reason: string;
}

const LOG_LINES = 5;

/** What failed for good, from the ends of tasks and workers. */
export async function failuresOf(execution: Execution, directory: RunDirectory): Promise<Failure[]> {
  const stages = [
    ['infer', execution.infer],
    ['eval', execution.eval],
  ] as const;
  const failures = stages.map(async ([stage, run]) => {
    const ofModels = run.queues.map(async (queue) => [
      ...(await givenUpFailure(stage, run, queue)),
      ...(await taskFailures(stage, run, queue, directory)),
    ]);
    return (await Promise.all(ofModels)).flat();
  });
  return (await Promise.all(failures)).flat();
}

/** Why one pair has no score, in one line. */
export async function reasonFor(
  pair: PlannedPair,
  failures: readonly Failure[],
  directory: RunDirectory,
  stopped: boolean,
): Promise<string> {
  const failure = failures.find(
    ({ model, datasets }) => model === pair.model.abbr && datasets.includes(pair.dataset.abbr),
  );
  if (failure) return failure.code === undefined ? failure.reason : `${failure.code}: ${failure.reason}`;
  const { answered, failed } = await countSamples(directory, pair);
  if (failed.length > 0) return `${failed.length} of ${pair.size} samples failed: ${await causes(failed)}`;
  if (answered < pair.size)
    return `${stopped ? 'stopped' : 'not finished'}: ${answered} of ${pair.size} samples are answered`;
  return stopped ? 'stopped before it was scored' : 'not scored yet';
}

/** The pairs that do not have every answer yet, and why: what `--mode infer` has to tell in place of a table. */
export async function unanswered(
  pairs: readonly PlannedPair[],
  failures: readonly Failure[],
  directory: RunDirectory,
  stopped: boolean,
): Promise<Gap[]> {
  const gaps = pairs.map(async (pair): Promise<Gap[]> => {
    if (pair.result !== undefined || (await countSamples(directory, pair)).answered >= pair.size) return [];
    const reason = await reasonFor(pair, failures, directory, stopped);
    return [{ model: pair.model.abbr, dataset: pair.dataset.abbr, reason }];
  });
  return (await Promise.all(gaps)).flat();
}

async function givenUpFailure(
  stage: 'infer' | 'eval',
  run: StageRun,
  { givenUp, givenUpOutcome, model }: ModelQueue,
): Promise<Failure[]> {
  if (givenUp === undefined) return [];
  const datasets = run.tasks.of(model.abbr, 'open').flatMap(({ parts }) => parts.map(({ dataset }) => dataset));
  if (datasets.length === 0) return [];
  const detail = givenUpOutcome?.status === 'failed' ? givenUpOutcome.detail : 'its workers end without taking a task';
  return [
    {
      stage,
      model: model.abbr,
      datasets: [...new Set(datasets)],
      reason: givenUp.broken?.message ?? detail,
      code: givenUp.broken?.code,
      attempts: 1,
      logFile: givenUp.logFile,
      lastLines: await lastLines(givenUp.logFile, LOG_LINES),
    },
  ];
}

async function taskFailures(
  stage: 'infer' | 'eval',
  run: StageRun,
  { model }: ModelQueue,
  directory: RunDirectory,
): Promise<Failure[]> {
  const failures = run.tasks
    .of(model.abbr, 'exhausted')
    .map((task) => taskFailure(stage, task, run.tasks.endsOf(task.id), directory));
  return await Promise.all(failures);
}

async function taskFailure(
  stage: 'infer' | 'eval',
  task: TaskRecord,
  ends: readonly EndedRecord[],
  directory: RunDirectory,
): Promise<Failure> {
  const failed = ends.filter((end) => end.status === 'failed');
  const last = failed.at(-1);
  const logFile = last && directory.log(stage, task.model, last.worker);
  return {
    stage,
    model: task.model,
    datasets: [...new Set(task.parts.map(({ dataset }) => dataset))],
    reason: last?.detail ?? 'failed',
    code: last?.code,
    attempts: failed.length,
    logFile,
    lastLines: logFile === undefined ? [] : await lastLines(logFile, LOG_LINES),
  };
}

interface FailedLine {
  readonly file: string;
  readonly offset: number;
  readonly length: number;
}

async function countSamples(
  directory: RunDirectory,
  { spec, selection }: PlannedPair,
): Promise<{ answered: number; failed: FailedLine[] }> {
  const folder = directory.predictions(spec.model, spec.dataset, spec.fingerprint);
  const failed = new Map<number, FailedLine>();
  let answered = 0;
  for await (const { index, replica, ok, ...line } of scanSamples(folder)) {
    const position = selection.positionOf(index, replica);
    if (position === undefined) continue;
    if (ok) answered += 1;
    else failed.set(position, line);
  }
  // Files do not come in the order of time. A second look is taken only where there is a reason, and holds no rows.
  if (failed.size > 0) {
    for await (const { index, replica, ok } of scanSamples(folder))
      if (ok) failed.delete(selection.positionOf(index, replica) ?? -1);
  }
  return { answered, failed: [...failed.values()] };
}

/** `HTTP_400 (2), TIMEOUT (1); the first: maximum context length exceeded`. */
async function causes(lines: readonly FailedLine[]): Promise<string> {
  const errors = await Promise.all(lines.map(readError));
  const counts = new Map<string, number>();
  for (const { code } of errors) counts.set(code, (counts.get(code) ?? 0) + 1);
  const sorted = [...counts].sort(([, a], [, b]) => b - a).map(([code, count]) => `${code} (${count})`);
  return `${sorted.join(', ')}; the first: ${errors[0]?.message.split('\n', 1)[0]}`;
}

async function readError({ file, offset, length }: FailedLine): Promise<{ code: string; message: string }> {
  const handle = await open(file, 'r');
  try {
    const { buffer } = await handle.read(Buffer.alloc(length), 0, length, offset);
    const record = JSON.parse(buffer.toString('utf8')) as SampleRecord;
    return record.status === 'failed' ? record.error : { code: 'UNKNOWN', message: '' };
  } finally {
    await handle.close();
  }
}

/** Samples of all pairs that have no answer yet. */
export function pendingOf(pairs: readonly PlannedPair[]): number {
  return pairs.reduce((sum, { pending }) => sum + countOf(pending), 0);
}
