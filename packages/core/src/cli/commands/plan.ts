import { RunDirectory, type Stage, taskId } from 'oc-sdk/run-directory';
import type { Plan } from '../../pipeline/1-plan.ts';
import { type PlanForecast, planForecast } from '../../pipeline/forecast/plan-forecast.ts';
import { pluginPlaces } from '../../pipeline/plugin-places.ts';
import { workerJob } from '../../pipeline/worker-job.ts';
import type { ConfigFlags } from '../flags.ts';
import { forecastLines } from '../forecast-text.ts';
import { count } from '../introduction.ts';
import { createTerminalLogger } from '../terminal-logger.ts';
import { type PlannedConfig, planConfig } from './prepared-plan.ts';
import { requestOf } from './request.ts';

/** `oc-core plan` and `--dry-run`: what would run. */
export async function plan(config: string | undefined, flags: ConfigFlags): Promise<number> {
  const logger = createTerminalLogger(
    process.stderr,
    flags.debug ?? false,
    (line) => void process.stderr.write(`${line}\n`),
  );
  const request = requestOf(config, flags);
  const planned = await planConfig(request, logger);
  const { signal } = new AbortController();
  const forecast = await planForecast({ ...request, ...planned, logger, signal, limits: planned.limits.infer });
  const text = flags.json
    ? JSON.stringify(asJson(planned, forecast), null, 2)
    : asText(planned, forecast, flags.dryRun ?? false);
  process.stdout.write(`${text}\n`);
  return 0;
}

function asJson({ plan: { infer, eval: evaluation }, limits, config }: PlannedConfig, forecast?: PlanForecast): object {
  return {
    forecast: forecast ?? null,
    tasks: withIds(infer),
    eval: withIds(evaluation),
    workers: Object.fromEntries(
      config.models.map((model) => [model.abbr, { max: limits.infer.of(model), gpus: model.numGpus }]),
    ),
    max_num_workers: { infer: limits.infer.total, eval: limits.eval.total },
  };
}

function withIds(tasks: Plan['infer']): object[] {
  return tasks.map(({ model, parts, cost }, position) => ({ id: taskId(1, position), model, parts, cost }));
}

function asText(planned: PlannedConfig, forecast: PlanForecast | undefined, allCommands: boolean): string {
  const { plan: made, config, limits } = planned;
  const lines = config.models.flatMap((model) => {
    const tasks = made.infer.filter((task) => task.model === model.abbr);
    const samples = tasks.flatMap(({ parts }) => parts).reduce((sum, { start, end }) => sum + end - start, 0);
    const workers = Math.min(limits.infer.of(model), tasks.length);
    const where = model.numGpus > 0 ? `${model.numGpus} GPU each` : 'CPU';
    return [
      `${model.abbr}: ${count(samples, 'sample')} in ${count(tasks.length, 'task')}, at most ${count(workers, 'worker')} (${where})`,
      ...tasks.map(
        ({ parts, cost }, position) => `  task ${position + 1}, cost ${cost}: ${parts.map(partText).join(', ')}`,
      ),
    ];
  });
  if (forecast) lines.push(...forecastLines(forecast, process.stdout.columns ?? Number.POSITIVE_INFINITY));
  lines.push(`eval: ${count(made.eval.length, 'task')}, at most ${count(limits.eval.total, 'worker')}`);
  return [...lines, ...commandLines(planned, allCommands)].join('\n');
}

function partText({ dataset, start, end }: { dataset: string; start: number; end: number }): string {
  return `${dataset}[${start}:${end}]`;
}

/**
 * For every model and stage the command of its first worker; the others differ in their name alone. Not `all`: only what
 * is given to an engine with a queue of its own, where people want to see what they ask for.
 */
function commandLines({ plan: made, config, limits, runners }: PlannedConfig, all: boolean): string[] {
  const directory = new RunDirectory('<run>');
  const stages = (['infer', 'eval'] as const).filter((stage) => all || runners[stage].capacity === undefined);
  const lines = stages.flatMap((stage) =>
    config.models
      .filter(({ abbr }) => made[stage].some((task) => task.model === abbr))
      .map(
        (model) =>
          `  ${runners[stage].describe(
            jobOf(directory, stage, model.abbr, stage === 'infer' ? model.numGpus : 0, limits[stage].cpus),
            Math.min(limits[stage].of(model), made[stage].filter((task) => task.model === model.abbr).length),
          )}`,
      ),
  );
  return lines.length === 0 ? [] : ['commands:', ...lines];
}

function jobOf(
  directory: RunDirectory,
  stage: Stage,
  model: string,
  gpus: number,
  cpus: number | undefined,
): ReturnType<typeof workerJob> {
  const worker = `1-${stage}-1`;
  const cwd = process.cwd();
  const logFile = directory.log(stage, model, worker);
  return workerJob({
    directory,
    stage,
    plan: 1,
    model,
    worker,
    logFile,
    cwd,
    gpus,
    cpus,
    searchFrom: pluginPlaces(cwd),
  });
}
