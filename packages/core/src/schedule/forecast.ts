import { type Simulated, type SimulatedModel, simulate } from './simulate.ts';

/** Seconds of a model that are to be forecast, with what is known of them. */
export interface ForecastModel extends SimulatedModel {
  readonly abbr: string;
}

export interface Forecast {
  /** Seconds from the first worker's start to the end of the last. */
  readonly wallSeconds: number;
  /** What no plan could be below: all work shared evenly, or the longest sample, and one model load. */
  readonly boundSeconds: number;
  readonly gpuHours: number;
  /** How often a model is loaded. */
  readonly loads: number;
  /** Seconds of work of each model, in their order. */
  readonly workSeconds: readonly number[];
}

export interface ForecastOptions {
  readonly workers: number;
  readonly gpus: number;
  readonly divisible: boolean;
}

const LOOKS = { lookSeconds: 1, noticeSeconds: 1, shortestSeconds: 2 };

/** What a run will take if samples take what the plan believes. */
export function forecast(models: readonly ForecastModel[], options: ForecastOptions): Forecast {
  const { makespan, loads, gpuSeconds }: Simulated = simulate({ models, ...options, ...LOOKS });
  const workSeconds = models.map(workOf);
  const work = workSeconds.reduce((sum, seconds) => sum + seconds, 0);
  const busy = models.filter(({ tasks }) => tasks.length > 0);
  const most = Math.min(
    options.workers,
    busy.reduce((sum, { maxWorkers }) => sum + maxWorkers, 0),
  );
  const longest = Math.max(0, ...busy.map(longestSample));
  const load = Math.min(...busy.map(({ loadSeconds }) => loadSeconds), Number.MAX_VALUE);
  return {
    wallSeconds: makespan,
    boundSeconds: busy.length === 0 ? 0 : Math.max(work / Math.max(1, most), longest) + load,
    gpuHours: gpuSeconds / 3600,
    loads,
    workSeconds,
  };
}

function workOf({ tasks, truth }: ForecastModel): number {
  const parts = tasks.flatMap((task) => task.parts);
  return parts.reduce((sum, { dataset, start, end }) => sum + (end - start) * (truth.get(dataset) ?? 0), 0);
}

function longestSample({ tasks, truth }: ForecastModel): number {
  const datasets = new Set(tasks.flatMap(({ parts }) => parts.map(({ dataset }) => dataset)));
  return Math.max(...[...datasets].map((dataset) => truth.get(dataset) ?? 0));
}
