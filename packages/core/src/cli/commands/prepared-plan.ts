import { createPluginHost, instantiate, type PluginHost } from 'oc-plugin-host';
import type { Logger, Runner } from 'oc-sdk';
import { type Config, loadConfig } from '../../config/index.ts';
import { RunCosts } from '../../costs/run-costs.ts';
import { makePlan, type Plan } from '../../pipeline/1-plan.ts';
import { checkColumns } from '../../pipeline/check-columns.ts';
import { checkLabels } from '../../pipeline/check-labels.ts';
import type { PipelineRequest, PreparedRun } from '../../pipeline/pipeline.ts';
import { pluginPlaces } from '../../pipeline/plugin-places.ts';
import { limitsOf } from '../../pipeline/runners.ts';
import { reusableRun } from '../../run/open-run.ts';

export interface PlannedConfig {
  readonly config: Config;
  readonly host: PluginHost;
  readonly plan: Plan;
  readonly costs: RunCosts;
  readonly limits: PreparedRun['limits'];
  readonly runners: PreparedRun['runners'];
}

/** All that can be known before anything runs, and nothing written but the count of the data. */
export async function planConfig(request: PipelineRequest, logger: Logger): Promise<PlannedConfig> {
  const { signal } = new AbortController();
  const host = createPluginHost({ searchFrom: pluginPlaces(request.cwd) });
  const config = await loadConfig({ ...request, host });
  await checkColumns(config, host, { logger, signal });
  await checkLabels(config, host, { logger, signal });
  const directory = request.reuse === undefined ? undefined : await reusableRun(config.workDir, request.reuse);
  const runDirectory = directory?.root ?? '<run>';
  const create = async (stage: 'infer' | 'eval'): Promise<Runner> =>
    await instantiate(host, 'runner', config[stage].runner.spec, { logger, signal, runDirectory });
  const runners = { infer: await create('infer'), eval: await create('eval') };
  const limits = await limitsOf(config, runners, request.debug);
  const costs = await RunCosts.open({ ...request, logger, runner: config.infer.runner.plugin.type, now: Date.now });
  const plan = await makePlan({ ...request, logger, signal, config, host, costs, workers: limits.infer, directory });
  return { config, host, plan, costs, limits, runners };
}
