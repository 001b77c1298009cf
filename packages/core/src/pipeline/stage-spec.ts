import { RUN_FORMAT_VERSION, type Stage, type StageSpec } from 'oc-sdk/run-directory';
import type { Config } from '../config/types.ts';
import type { Plan } from './1-plan.ts';

export interface StageSpecOptions {
  readonly plan: number;
  readonly limit: number | undefined;
  readonly score: boolean;
  readonly cpus: number | undefined;
  /** Tasks are added while the stage runs. */
  readonly tasksCome: boolean;
}

/** What the workers of a stage need to know of the config and the plan. */
export function stageSpec(
  stage: Stage,
  config: Config,
  plan: Plan,
  { limit, cpus, tasksCome, ...options }: StageSpecOptions,
): StageSpec {
  return {
    formatVersion: RUN_FORMAT_VERSION,
    stage,
    retry: config[stage].runner.retry,
    models: Object.fromEntries(config.models.map(({ abbr, spec }) => [abbr, spec])),
    datasets: Object.fromEntries(config.datasets.map(({ abbr, spec }) => [abbr, spec])),
    pairs: plan.pairs.map(({ spec }) => spec),
    splits: plan.splits,
    details: true,
    ...(stage === 'infer' && plan.divisible ? { divisible: true } : {}),
    ...(tasksCome ? { tasksCome } : {}),
    ...(config.allowCodeExecution ? { allowCodeExecution: true } : {}),
    ...(limit === undefined ? {} : { limit }),
    ...(config.compat === undefined ? {} : { compat: config.compat }),
    ...(cpus === undefined ? {} : { cpus }),
    ...options,
  };
}
