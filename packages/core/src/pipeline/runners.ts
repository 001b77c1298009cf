import { type ContextBase, instantiate, type PluginHost } from 'oc-plugin-host';
import type { Runner } from 'oc-sdk';
import type { Stage } from 'oc-sdk/run-directory';
import type { Config } from '../config/index.ts';
import { EarlierRunners } from '../run/earlier-runners.ts';
import type { UnfinishedJob } from '../run/journal.ts';
import type { OpenRun } from '../run/open-run.ts';
import { endEarlierJobs } from './earlier-jobs.ts';
import { inProcessRunner } from './in-process-runner.ts';
import type { PipelineControl, PipelineRequest, PreparedRun } from './pipeline-types.ts';
import { pluginPlaces } from './plugin-places.ts';
import { evalLimits, workerLimits } from './workers.ts';

/** The runner of each stage. */
export async function createRunners(
  request: PipelineRequest,
  control: PipelineControl,
  config: Config,
  host: PluginHost,
  open: OpenRun,
): Promise<PreparedRun['runners']> {
  return {
    infer: await createRunner(request, control, config, host, open, 'infer'),
    eval: await createRunner(request, control, config, host, open, 'eval'),
  };
}

export async function limitsOf(
  config: Config,
  runners: PreparedRun['runners'],
  debug: boolean,
): Promise<PreparedRun['limits']> {
  const workersOf = (stage: Stage): number | undefined =>
    debug || config[stage].runner.debug ? 1 : config[stage].runner.maxNumWorkers;
  return {
    infer: await workerLimits(config.models, runners.infer, workersOf('infer')),
    eval: evalLimits(workersOf('eval')),
  };
}

/**
 * Sees to the end of what an earlier launcher left. Today's runner knows how to end what it finds, should this launcher
 * be interrupted; another kind is made anew.
 */
export async function endEarlier(
  config: Config,
  todays: PreparedRun['runners'],
  host: PluginHost,
  open: OpenRun,
  { logger, signal, watching }: PipelineControl,
): Promise<void> {
  const earlier = new EarlierRunners(host, { logger, signal, runDirectory: open.directory.root });
  const runnerOf = async (stage: Stage, { runner }: UnfinishedJob): Promise<Runner> =>
    runner.block.type === config[stage].runner.spec.block.type && todays[stage].adopt !== undefined
      ? todays[stage]
      : await earlier.of(runner);
  await endEarlierJobs(open.directory, { runnerOf, logger, signal, watching });
  await earlier.close();
}

async function createRunner(
  request: PipelineRequest,
  { logger, signal }: PipelineControl,
  config: Config,
  host: PluginHost,
  open: OpenRun,
  stage: Stage,
): Promise<Runner> {
  const { spec, maxNumWorkers, debug } = config[stage].runner;
  if (request.debug || debug) return inProcessRunner(pluginPlaces(request.cwd));
  const context: ContextBase<'runner'> = {
    logger,
    signal,
    runDirectory: open.directory.root,
    ...(maxNumWorkers === undefined ? {} : { maxNumWorkers }),
  };
  return await instantiate(host, 'runner', spec, context);
}
