import type { ModelEffort, RunEffort, RunReport, Span, TokenCount, WorkerTimeline } from 'oc-sdk';
import type { Config, ModelBlock } from '../../config/types.ts';
import type { RunTokens } from '../../costs/token-sums.ts';
import { lowerBound } from '../../schedule/bound.ts';
import { addMoney, addTokens, moneyFor, UNKNOWN } from '../forecast/amounts.ts';
import type { PlanForecast } from '../forecast/plan-forecast.ts';
import type { WorkerLimits } from '../workers.ts';
import type { Interval, WorkerHistory } from './timelines.ts';

export interface ReportRequest {
  readonly config: Config;
  readonly limits: WorkerLimits;
  readonly planned: PlanForecast | undefined;
  readonly histories: readonly WorkerHistory[];
  readonly tokens: RunTokens;
}

/** What the inference of this invocation took, beside what was planned. There was a worker at least. */
export function runReport({ config, limits, planned, histories, tokens }: ReportRequest): RunReport {
  const begin = Math.min(...histories.map(({ life }) => life[0]));
  const blocks = config.models.filter(({ abbr }) => histories.some(({ model }) => model === abbr));
  const models = blocks.map((block) => actualOf(block, histories, tokens));
  const workers = histories.map((history) => timelineOf(history, begin, blocks));
  const total = {
    ...sumOf(models),
    wall_seconds: Math.max(...workers.map(({ life }) => life[1])),
    bound_seconds: boundOf(blocks, histories, limits),
  };
  const lived = sum(histories.map(({ life }) => secondsOf([life])));
  return {
    ...(planned ? { planned: { total: planned.total, models: planned.models } } : {}),
    actual: { total, models },
    utilisation: lived > 0 ? total.work_seconds / lived : 0,
    workers: workers.sort(byPlace),
  };
}

function actualOf(block: ModelBlock, histories: readonly WorkerHistory[], tokens: RunTokens): ModelEffort {
  const own = histories.filter(({ model }) => model === block.abbr);
  const loads = own.flatMap(({ load }) => (load ? [load] : []));
  const { samples, prompt, output } = tokens.ofModel(block.abbr);
  // A model that says nothing of its tokens has read some all the same.
  const isTold = prompt + output > 0;
  const counted = (count: number): TokenCount => (isTold ? { count, from: 'measured' } : UNKNOWN);
  return {
    model: block.abbr,
    gpus: block.numGpus,
    samples,
    loads: loads.length,
    load_seconds: secondsOf(loads),
    work_seconds: sum(own.map(({ work }) => secondsOf(work))),
    gpu_hours: (block.numGpus * secondsOf(own.map(({ life }) => life))) / 3600,
    prompt_tokens: counted(prompt),
    output_tokens: counted(output),
    money: moneyFor(counted(prompt), counted(output), block.price),
  };
}

function sumOf(models: readonly ModelEffort[]): RunEffort {
  const total = (key: 'samples' | 'loads' | 'load_seconds' | 'work_seconds' | 'gpu_hours') =>
    sum(models.map((model) => model[key]));
  return {
    samples: total('samples'),
    loads: total('loads'),
    load_seconds: total('load_seconds'),
    work_seconds: total('work_seconds'),
    gpu_hours: total('gpu_hours'),
    prompt_tokens: addTokens(models.map(({ prompt_tokens }) => prompt_tokens)),
    output_tokens: addTokens(models.map(({ output_tokens }) => output_tokens)),
    money: addMoney(models.flatMap(({ money }) => money)),
  };
}

/** With the work that was measured: what the same work could have taken at best. */
function boundOf(blocks: readonly ModelBlock[], histories: readonly WorkerHistory[], limits: WorkerLimits): number {
  const models = blocks.map((block) => {
    const own = histories.filter(({ model }) => model === block.abbr);
    const loads = own.flatMap(({ load }) => (load ? [secondsOf([load])] : []));
    return {
      workSeconds: sum(own.map(({ work }) => secondsOf(work))),
      longestSampleSeconds: Math.max(...own.map(({ longestSilenceMs }) => longestSilenceMs)) / 1000,
      loadSeconds: loads.length > 0 ? Math.min(...loads) : 0,
      gpus: block.numGpus,
      maxWorkers: limits.of(block),
    };
  });
  return lowerBound(models, { workers: limits.total, gpus: limits.gpus ?? Number.POSITIVE_INFINITY });
}

function timelineOf(history: WorkerHistory, begin: number, blocks: readonly ModelBlock[]): WorkerTimeline {
  const { worker, model, host, gpus, life, load, work } = history;
  const since = ([from, to]: Interval): Span => [(from - begin) / 1000, (to - begin) / 1000];
  const wantsGpus = blocks.some(({ abbr, numGpus }) => abbr === model && numGpus > 0);
  return {
    worker,
    model,
    ...(host === undefined ? {} : { host }),
    gpus: wantsGpus ? gpus : [],
    life: since(life),
    ...(load ? { load: since(load) } : {}),
    work: work.map(since),
  };
}

function byPlace(one: WorkerTimeline, other: WorkerTimeline): number {
  const text = ({ host = '', gpus }: WorkerTimeline) => `${host} ${gpus.join(',')}`;
  return text(one).localeCompare(text(other), 'en', { numeric: true }) || one.life[0] - other.life[0];
}

function secondsOf(intervals: readonly Interval[]): number {
  return sum(intervals.map(([from, to]) => to - from)) / 1000;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
