import type { ModelEffort, TotalEffort } from 'oc-sdk';
import type { ModelBlock } from '../../config/types.ts';
import type { Estimate } from '../../costs/estimate.ts';
import { type Effort, forecast } from '../../schedule/forecast.ts';
import type { SimulatedModel } from '../../schedule/simulate.ts';
import type { Plan } from '../1-plan.ts';
import type { WorkerLimits } from '../workers.ts';
import { addMoney, addTokens, moneyFor } from './amounts.ts';
import { type TokensRequest, tokensOf } from './tokens.ts';

/** How sure a forecast is: as the least sure of its estimates. */
export type Sureness = Estimate['from'];

/** What is to be expected of the infer stage, as JSON has it. */
export interface PlanForecast {
  readonly from: Sureness;
  /** Models of which nobody knows how long they load: taken as nothing. */
  readonly load_unknown: readonly string[];
  readonly total: TotalEffort & { readonly tasks: number };
  /** Those that are asked anything, in the order of the config. */
  readonly models: readonly ModelExpected[];
}

export interface ModelExpected extends ModelEffort {
  readonly tasks: number;
  /** Most workers at once. */
  readonly workers: number;
}

export interface ForecastRequest extends TokensRequest {
  readonly limits: WorkerLimits;
}

const FROM_SURE_TO_UNSURE: readonly Sureness[] = ['measured', 'scaled', 'guessed'];

/** What the infer stage of a plan will take; undefined where there is nothing to ask. */
export async function planForecast(request: ForecastRequest): Promise<PlanForecast | undefined> {
  const { config, plan, costs, limits } = request;
  if (plan.infer.length === 0) return undefined;
  const blocks = config.models.filter(({ abbr }) => plan.infer.some(({ model }) => model === abbr));
  const simulated = blocks.map((block) => simulatedModel(block, request));
  const { total: workers, gpus = Number.POSITIVE_INFINITY } = limits;
  const {
    models: efforts,
    wallSeconds,
    boundSeconds,
    ...total
  } = forecast(simulated, { workers, gpus, divisible: plan.divisible });
  const tokens = await tokensOf(request);
  const models = blocks.map((block, i): ModelExpected => {
    const own = tokens.filter(({ model }) => model === block.abbr);
    const effort = efforts[i] as (typeof efforts)[number];
    const prompt = addTokens(own.map((pair) => pair.prompt));
    const output = addTokens(own.map((pair) => pair.output));
    return {
      model: block.abbr,
      workers: effort.workers,
      gpus: block.numGpus,
      tasks: simulated[i]?.tasks.length ?? 0,
      samples: own.reduce((sum, { samples }) => sum + samples, 0),
      ...inJson(effort),
      prompt_tokens: prompt,
      output_tokens: output,
      money: moneyFor(prompt, output, block.price),
    };
  });
  return {
    from: surenessOf(plan),
    load_unknown: blocks.filter((block) => costs.loadSeconds(block) === undefined).map(({ abbr }) => abbr),
    total: {
      wall_seconds: wallSeconds,
      bound_seconds: boundSeconds,
      tasks: plan.infer.length,
      samples: tokens.reduce((sum, { samples }) => sum + samples, 0),
      ...inJson(total),
      prompt_tokens: addTokens(models.map((model) => model.prompt_tokens)),
      output_tokens: addTokens(models.map((model) => model.output_tokens)),
      money: addMoney(models.flatMap(({ money }) => money)),
    },
    models,
  };
}

function inJson({ loads, loadSeconds, workSeconds, gpuHours }: Effort) {
  return { loads, load_seconds: loadSeconds, work_seconds: workSeconds, gpu_hours: gpuHours };
}

function surenessOf({ infer, estimates }: Plan): Sureness {
  const asked = new Set(infer.flatMap(({ model, parts }) => parts.map(({ dataset }) => `${model}/${dataset}`)));
  const found = [...estimates].flatMap(([model, datasets]) =>
    [...datasets].flatMap(([dataset, { from }]) => (asked.has(`${model}/${dataset}`) ? [from] : [])),
  );
  return FROM_SURE_TO_UNSURE.findLast((from) => found.includes(from)) ?? 'guessed';
}

function simulatedModel(model: ModelBlock, { plan, costs, limits }: ForecastRequest): SimulatedModel {
  const known = [...(plan.estimates.get(model.abbr) ?? [])];
  const estimates = new Map(known.map(([dataset, { secondsPerSample }]) => [dataset, secondsPerSample]));
  return {
    tasks: plan.infer.filter((task) => task.model === model.abbr),
    loadSeconds: costs.loadSeconds(model) ?? 0,
    gpus: model.numGpus,
    maxWorkers: limits.of(model),
    estimates,
    truth: estimates,
  };
}
