import type { Logger, Runner } from 'oc-sdk';
import { type RunDirectory, type Stage, type WorkerEvent, writeFileAtomically } from 'oc-sdk/run-directory';
import type { Config, DatasetBlock, ModelBlock } from '../config/types.ts';
import type { RunCosts } from '../costs/run-costs.ts';
import { RunTokens } from '../costs/token-sums.ts';
import { Speeds } from '../schedule/speeds.ts';
import type { Plan, PlannedTask } from './1-plan.ts';
import { EvalFeeder } from './eval-feeder.ts';
import { PairTracker } from './pairs.ts';
import type { Progress } from './progress.ts';
import { Timelines } from './report/timelines.ts';
import type { QueuedModel } from './stage/model-queue.ts';
import { StageRun, type StageRunOptions } from './stage/stage-run.ts';
import { stageSpec } from './stage-spec.ts';
import { workerJob } from './worker-job.ts';
import type { WorkerLimits } from './workers.ts';

export interface ExecuteRequest {
  readonly config: Config;
  readonly plan: Plan;
  readonly costs: RunCosts;
  readonly planNumber: number;
  readonly directory: RunDirectory;
  readonly mode: 'all' | 'infer' | 'eval';
  readonly limit: number | undefined;
  readonly infer: { readonly runner: Runner; readonly limits: WorkerLimits };
  readonly eval: { readonly runner: Runner; readonly limits: WorkerLimits };
  readonly searchFrom: readonly string[];
  readonly cwd: string;
  readonly progress: Progress;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  readonly now: () => number;
  /** Called when the engine of the infer stage has all its workers. */
  onInferAccepted?(): void;
}

export interface Execution {
  readonly infer: StageRun;
  readonly eval: StageRun;
  /** What the models took for their samples, and to load. */
  readonly speeds: ReadonlyMap<string, Speeds>;
  readonly loads: ReadonlyMap<string, number>;
  readonly tokens: RunTokens;
  /** What the infer workers did when. */
  readonly timelines: Timelines;
}

/** Runs both stages at once: a pair is scored as soon as its last answer is in, while others are still asked. */
export async function execute(request: ExecuteRequest): Promise<Execution> {
  const { plan, progress, mode } = request;
  const stop = new AbortController();
  const signal = AbortSignal.any([request.signal, stop.signal]);
  await writeSpecs(request);

  const evalRun = stageRun(request, 'eval', signal, (_, event) => progress.noteEval(event));
  const adding = new Set<Promise<unknown>>();
  const release = (tasks: readonly PlannedTask[]): void => void adding.add(evalRun.add(tasks));
  const feeder = new EvalFeeder(plan, release);
  const pairs = new PairTracker(plan.pairs, (pair) => feeder.pairIsReady(pair));
  const speeds = speedsOf(plan);
  const loads = new Map<string, number>();
  const tokens = new RunTokens();
  const timelines = new Timelines();
  const note = (model: string, event: WorkerEvent, worker: string): void => {
    timelines.note(worker, model, event);
    progress.noteInfer(model, event);
    pairs.note(event);
    tokens.note(model, event);
    if (event.event === 'ready') loads.set(model, event.loadSeconds);
  };
  const inferRun = stageRun(request, 'infer', signal, note, {
    speeds,
    divisible: plan.divisible,
    onSplit: (task, added) => {
      pairs.addTasks(added);
      pairs.taskIsComplete(task);
    },
  });

  pairs.addTasks(await inferRun.add(plan.infer));
  pairs.start();
  inferRun.close();
  if (mode !== 'eval') progress.stageRuns('infer', inferRun);
  progress.stageRuns('eval', evalRun);

  const infer = async (): Promise<void> => {
    await inferRun.run();
    progress.stageEnded('infer');
    // A worker that was killed may not have told of all that it had finished.
    for (const task of inferRun.tasks.complete()) pairs.taskIsComplete(task);
    for (const { abbr } of request.config.models)
      for (const { id } of inferRun.tasks.of(abbr, 'exhausted')) pairs.taskIsOver(id);
    feeder.finish();
    await Promise.all(adding);
    evalRun.close();
  };
  const evaluate = async (): Promise<void> => {
    await evalRun.run();
    progress.stageEnded('eval');
  };
  await bothOrNeither([infer(), evaluate()], stop);
  return { infer: inferRun, eval: evalRun, speeds, loads, tokens, timelines };
}

/** When one fails the other is stopped, and is over before the failure is told. */
async function bothOrNeither(stages: readonly Promise<void>[], stop: AbortController): Promise<void> {
  const outcomes = await Promise.allSettled(
    stages.map((stage) =>
      stage.catch((error: unknown) => {
        stop.abort();
        throw error;
      }),
    ),
  );
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed) throw failed.reason;
}

async function writeSpecs({
  config,
  plan,
  planNumber,
  directory,
  mode,
  limit,
  ...stages
}: ExecuteRequest): Promise<void> {
  for (const stage of ['infer', 'eval'] as const) {
    const options = {
      ...{ plan: planNumber, limit, score: mode !== 'infer', cpus: stages[stage].limits.cpus },
      // Who holds GPUs does not wait with them.
      tasksCome: stage === 'eval' && plan.infer.length > 0 && evalGpus(config) === 0,
    };
    const spec = stageSpec(stage, config, plan, options);
    await writeFileAtomically(directory.stage(stage).spec(planNumber), `${JSON.stringify(spec)}\n`);
  }
}

function startOf(model: ModelBlock, speeds: StageRunOptions['speeds'], costs: RunCosts): Partial<QueuedModel> {
  const [own, loadSeconds] = [speeds?.get(model.abbr), costs.loadSeconds(model)];
  return { ...(own ? { speeds: own } : {}), ...(loadSeconds === undefined ? {} : { loadSeconds }) };
}

function speedsOf({ estimates }: Plan): Map<string, Speeds> {
  return new Map(
    [...estimates].map(([model, datasets]) => {
      const seconds = [...datasets].map(([dataset, { secondsPerSample }]) => [dataset, secondsPerSample] as const);
      const trusted = [...datasets.values()].some(({ from }) => from !== 'guessed');
      return [model, new Speeds(new Map(seconds), trusted)];
    }),
  );
}

/** What the most demanding evaluator or judge wants: any worker may come to it. */
function evalGpus({ datasets }: Config): number {
  const wanted = ({ evaluation, judges }: DatasetBlock) => [
    evaluation?.numGpus ?? 0,
    ...judges.map((each) => each.numGpus),
  ];
  return Math.max(0, ...datasets.flatMap(wanted));
}

function stageRun(
  request: ExecuteRequest,
  stage: Stage,
  signal: AbortSignal,
  onEvent: StageRunOptions['onEvent'],
  dividing: Pick<StageRunOptions, 'speeds' | 'divisible' | 'onSplit'> = {},
): StageRun {
  const { config, directory, planNumber, searchFrom, cwd, logger, now } = request;
  const { runner, limits } = request[stage];
  const settings = config[stage].runner;
  const models = config.models.map((model) => ({
    abbr: model.abbr,
    gpus: stage === 'infer' ? model.numGpus : evalGpus(config),
    maxWorkers: stage === 'infer' ? limits.of(model) : limits.total,
    ...(stage === 'infer' ? startOf(model, dividing.speeds, request.costs) : {}),
  }));
  return new StageRun({
    stage,
    directory,
    plan: planNumber,
    runner,
    runnerSpec: settings.spec,
    retry: settings.retry,
    taskTimeLimit: settings.taskTimeLimit,
    warnSilentMinutes: settings.warnSilentMinutes,
    models,
    totalWorkers: limits.total,
    gpus: limits.gpus,
    jobOf: (worker, model, logFile) =>
      workerJob({
        directory,
        stage,
        plan: planNumber,
        model,
        worker,
        logFile,
        searchFrom,
        cwd,
        gpus: models.find(({ abbr }) => abbr === model)?.gpus ?? 0,
        cpus: limits.cpus,
      }),
    logger,
    signal,
    now,
    onEvent,
    ...dividing,
    ...(stage === 'infer' && request.onInferAccepted ? { onAllAccepted: request.onInferAccepted } : {}),
  });
}
