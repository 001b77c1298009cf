import { type ContextBase, canonicalHash, createPluginHost, instantiate, type PluginHost } from 'oc-plugin-host';
import type { Logger, Runner, SummaryCell } from 'oc-sdk';
import { type Stage, writeFileAtomically } from 'oc-sdk/run-directory';
import { type Config, type ConfigRequest, dumpConfig, loadConfig } from '../config/index.ts';
import { modeNeedsRun } from '../errors.ts';
import { type OpenRun, openRun, reusableRun } from '../run/open-run.ts';
import { makePlan, type Plan } from './1-plan.ts';
import { execute } from './2-execute.ts';
import { type Summarized, summarize } from './3-summarize.ts';
import { checkColumns } from './check-columns.ts';
import { endOrphans } from './end-orphans.ts';
import { type Failure, failuresOf, type Gap, unanswered } from './failures.ts';
import { inProcessRunner } from './in-process-runner.ts';
import { Progress } from './progress.ts';
import { evalLimits, type WorkerLimits, workerLimits } from './workers.ts';

export type Mode = ConfigRequest['mode'];

export interface PipelineRequest extends Omit<ConfigRequest, 'host'> {
  /** `latest`, a run's name, or undefined for a new run. */
  readonly reuse: string | undefined;
  readonly limit: number | undefined;
  readonly debug: boolean;
  /** For the record: no secrets are on a command line. */
  readonly argv: readonly string[];
  readonly cache: string;
  readonly version: string;
}

export interface PipelineControl {
  readonly logger: Logger;
  /** First Ctrl-C: finish what is in flight, then end. */
  readonly signal: AbortSignal;
  readonly now: () => number;
  /** Columns of the terminal that shows the table. */
  readonly width: number | undefined;
  /** The plan is made and the work begins. */
  planned(run: PreparedRun): void;
  progress(progress: Progress): void;
}

export interface PreparedRun {
  readonly config: Config;
  readonly host: PluginHost;
  readonly plan: Plan;
  readonly limits: Readonly<Record<Stage, WorkerLimits>>;
  readonly runners: Readonly<Record<Stage, Runner>>;
  readonly mode: Mode;
  readonly open: OpenRun;
}

export interface PipelineResult {
  readonly run: PreparedRun;
  /** Causes that left a gap. */
  readonly failures: readonly Failure[];
  /** Pairs without a score; in mode infer, without all answers. Empty: all went well. */
  readonly gaps: readonly Gap[];
  /** Absent in mode infer: there are no scores. */
  readonly summary: Summarized | undefined;
  readonly stopped: boolean;
}

/** The whole way from a config to a table: plan, execute, summarize. */
export async function runPipeline(request: PipelineRequest, control: PipelineControl): Promise<PipelineResult> {
  const searchFrom = pluginPlaces(request.cwd);
  const host = createPluginHost({ searchFrom });
  const config = await loadConfig({ ...request, host });
  await checkThatRunExists(request, config.workDir);
  await checkColumns(config.datasets, host, control);
  const open = await openRun({
    workDir: config.workDir,
    reuse: request.reuse,
    now: new Date(control.now()),
    manifest: manifestOf(request, config, host),
  });
  try {
    const run = await prepare(request, control, config, host, open).catch(async (error: unknown) => {
      await open.discardIfNew();
      throw error;
    });
    control.planned(run);
    return await carryOut(request, control, run, searchFrom);
  } finally {
    await open.close();
  }
}

/** Some modes work on what is there. */
async function checkThatRunExists({ mode, reuse }: PipelineRequest, workDir: string): Promise<void> {
  if (mode !== 'eval' && mode !== 'viz') return;
  const run = reuse === undefined ? undefined : await reusableRun(workDir, reuse);
  if (run === undefined) throw modeNeedsRun(mode);
}

/** Folders and files from which plugins are searched after the config's own folder. */
export function pluginPlaces(cwd: string): string[] {
  return [cwd, import.meta.filename];
}

async function prepare(
  request: PipelineRequest,
  control: PipelineControl,
  config: Config,
  host: PluginHost,
  open: OpenRun,
): Promise<PreparedRun> {
  const runners = {
    infer: await createRunner(request, control, config, host, open, 'infer'),
    eval: await createRunner(request, control, config, host, open, 'eval'),
  };
  const limits = await limitsOf(config, runners, request.debug);
  if (open.reused) await endOrphans(open.directory, runners, control);
  const plan = await makePlan({
    ...request,
    ...control,
    config,
    host,
    workers: limits.infer,
    directory: open.reused ? open.directory : undefined,
  });
  await writeFileAtomically(open.directory.configDump(open.time), dumpConfig(config));
  return { config, host, plan, limits, runners, mode: request.mode, open };
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

async function carryOut(
  request: PipelineRequest,
  control: PipelineControl,
  run: PreparedRun,
  searchFrom: readonly string[],
): Promise<PipelineResult> {
  const { config, host, plan, open, mode, runners, limits } = run;
  const { signal, logger, now, width } = control;
  const progress = new Progress(
    plan,
    config.models.map(({ abbr }) => abbr),
    now,
  );
  control.progress(progress);
  let failures: Failure[] = [];
  if (mode !== 'viz') {
    const execution = await execute({
      ...{ config, plan, mode, progress, searchFrom, logger, signal, now },
      planNumber: open.plan,
      directory: open.directory,
      limit: request.limit,
      infer: { runner: runners.infer, limits: limits.infer },
      eval: { runner: runners.eval, limits: limits.eval },
      cwd: request.cwd,
    });
    failures = await failuresOf(execution, open.directory);
    await Promise.all([runners.infer.close?.(), runners.eval.close?.()]);
  }
  const stopped = signal.aborted;
  const base = { config, plan, directory: open.directory, host, logger, signal, failures, stopped, width };
  const summary = mode === 'infer' ? undefined : await summarize({ ...base, run: open.name, time: open.time });
  const gaps = summary ? gapsOf(summary.cells) : await unanswered(plan.pairs, failures, open.directory, stopped);
  return { run, failures: causesOf(gaps, failures), gaps, summary, stopped };
}

function gapsOf(cells: readonly SummaryCell[]): Gap[] {
  return cells.flatMap(({ model, dataset, metrics, reason = '' }) => (metrics ? [] : [{ model, dataset, reason }]));
}

/** What failed on the way and was mended by another attempt, or hit only a neighbour in its task, is no cause. */
function causesOf(gaps: readonly Gap[], failures: readonly Failure[]): Failure[] {
  return failures
    .map((failure) => ({
      ...failure,
      datasets: failure.datasets.filter((dataset) =>
        gaps.some((gap) => gap.model === failure.model && gap.dataset === dataset),
      ),
    }))
    .filter(({ datasets }) => datasets.length > 0);
}

function manifestOf({ argv, version }: PipelineRequest, config: Config, host: PluginHost): Record<string, unknown> {
  const plugins = host.loaded().map(({ plugin, type, specifier, version: pluginVersion }) => ({
    kind: plugin.kind,
    type,
    specifier,
    version: pluginVersion,
  }));
  return {
    version,
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
    argv,
    config: config.file,
    configHash: canonicalHash(config.resolved, 64),
    plugins,
  };
}
