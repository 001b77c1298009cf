import type { Config, ModelBlock } from '../config/types.ts';
import type { Estimate } from '../costs/estimate.ts';
import type { RunCosts } from '../costs/run-costs.ts';
import { type Forecast, forecast } from '../schedule/forecast.ts';
import type { Plan } from './1-plan.ts';
import type { WorkerLimits } from './workers.ts';

/** How sure a forecast is: as the least sure of its estimates. */
export type Sureness = Estimate['from'];

export interface PlanForecast extends Forecast {
  readonly from: Sureness;
  /** Models of which nobody knows how long they load: taken as nothing. */
  readonly loadUnknown: readonly string[];
  /** Per model, in the order of the config. */
  readonly models: readonly {
    readonly model: string;
    readonly workSeconds: number;
    readonly loadSeconds: number | undefined;
  }[];
}

export interface ForecastRequest {
  readonly config: Config;
  readonly plan: Plan;
  readonly costs: RunCosts;
  readonly limits: WorkerLimits;
}

const FROM_SURE_TO_UNSURE: readonly Sureness[] = ['measured', 'scaled', 'guessed'];

/** What the infer stage of a plan will take; undefined where there is nothing to ask. */
export function planForecast({ config, plan, costs, limits }: ForecastRequest): PlanForecast | undefined {
  if (plan.infer.length === 0) return undefined;
  const models = config.models.map((model) => simulatedModel(model, plan, costs, limits));
  const { total: workers, gpus = Number.POSITIVE_INFINITY } = limits;
  const made = forecast(models, { workers, gpus, divisible: plan.divisible });
  const asked = new Set(plan.infer.flatMap(({ model, parts }) => parts.map(({ dataset }) => `${model}/${dataset}`)));
  const sureness = [...plan.estimates].flatMap(([model, datasets]) =>
    [...datasets].flatMap(([dataset, { from }]) => (asked.has(`${model}/${dataset}`) ? [from] : [])),
  );
  const loads = config.models.map((model) => ({ model: model.abbr, loadSeconds: costs.loadSeconds(model) }));
  return {
    ...made,
    from: FROM_SURE_TO_UNSURE.findLast((from) => sureness.includes(from)) ?? 'guessed',
    loadUnknown: loads.flatMap(({ model, loadSeconds }) => (loadSeconds === undefined ? [model] : [])),
    models: loads.map((load, i) => ({ ...load, workSeconds: made.workSeconds[i] as number })),
  };
}

function simulatedModel(model: ModelBlock, plan: Plan, costs: RunCosts, limits: WorkerLimits) {
  const known = [...(plan.estimates.get(model.abbr) ?? [])];
  const estimates = new Map(known.map(([dataset, { secondsPerSample }]) => [dataset, secondsPerSample]));
  return {
    abbr: model.abbr,
    tasks: plan.infer.filter((task) => task.model === model.abbr),
    loadSeconds: costs.loadSeconds(model) ?? 0,
    gpus: model.numGpus,
    maxWorkers: limits.of(model),
    estimates,
    truth: estimates,
  };
}
