import { type BoundOptions, lowerBound } from './bound.ts';
import { type SimulatedModel, simulate } from './simulate.ts';

export interface Forecast extends Effort {
  /** Seconds from the first worker's start to the end of the last. */
  readonly wallSeconds: number;
  /** What no schedule could be below; see {@link lowerBound}. */
  readonly boundSeconds: number;
  /** Per model, in their order. */
  readonly models: readonly ModelForecast[];
}

export interface Effort {
  /** How often a model is loaded, and the seconds of all these loads. */
  readonly loads: number;
  readonly loadSeconds: number;
  /** Seconds of work, of one worker. */
  readonly workSeconds: number;
  readonly gpuHours: number;
}

export interface ModelForecast extends Effort {
  /** Most workers that it has at once. */
  readonly workers: number;
}

export interface ForecastOptions extends BoundOptions {
  readonly divisible: boolean;
}

/** What a run will take if samples take what the plan believes. */
export function forecast(simulated: readonly SimulatedModel[], options: ForecastOptions): Forecast {
  const run = simulate({ models: simulated, ...options });
  const models = simulated.map((model, i): ModelForecast => {
    const { loads, workers, gpuSeconds } = run.models[i] as (typeof run.models)[number];
    const loadSeconds = loads * model.loadSeconds;
    return { workers, loads, loadSeconds, workSeconds: workOf(model), gpuHours: gpuSeconds / 3600 };
  });
  const bounded = simulated.map((model) => {
    return { ...model, workSeconds: workOf(model), longestSampleSeconds: longestSample(model) };
  });
  const total = (key: keyof Effort) => models.reduce((sum, model) => sum + model[key], 0);
  return {
    wallSeconds: run.makespan,
    boundSeconds: lowerBound(bounded, options),
    loads: total('loads'),
    loadSeconds: total('loadSeconds'),
    workSeconds: total('workSeconds'),
    gpuHours: total('gpuHours'),
    models,
  };
}

function workOf({ tasks, truth }: SimulatedModel): number {
  const parts = tasks.flatMap((task) => task.parts);
  return parts.reduce((sum, { dataset, start, end }) => sum + (end - start) * (truth.get(dataset) ?? 0), 0);
}

function longestSample({ tasks, truth }: SimulatedModel): number {
  const datasets = new Set(tasks.flatMap(({ parts }) => parts.map(({ dataset }) => dataset)));
  return Math.max(0, ...[...datasets].map((dataset) => truth.get(dataset) ?? 0));
}
