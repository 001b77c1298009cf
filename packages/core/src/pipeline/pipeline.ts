import { canonicalHash, createPluginHost, instantiate, type PluginHost } from 'oc-plugin-host';
import type { RunReport, SummaryCell } from 'oc-sdk';
import { writeFileAtomically } from 'oc-sdk/run-directory';
import { type Config, dumpConfig, loadConfig } from '../config/index.ts';
import { RunCosts } from '../costs/run-costs.ts';
import { modeNeedsRun } from '../errors.ts';
import { type OpenRun, openRun, reusableRun } from '../run/open-run.ts';
import { makePlan } from './1-plan.ts';
import { execute } from './2-execute.ts';
import { summarize } from './3-summarize.ts';
import { checkColumns } from './check-columns.ts';
import { checkLabels } from './check-labels.ts';
import { type Failure, failuresOf, type Gap, unanswered } from './failures.ts';
import type { PipelineControl, PipelineRequest, PipelineResult, PreparedRun } from './pipeline-types.ts';
import { pluginPlaces } from './plugin-places.ts';
import { Progress } from './progress.ts';
import { keepReport } from './report/keep-report.ts';
import { createRunners, endEarlier, limitsOf } from './runners.ts';

export type * from './pipeline-types.ts';

/** The whole way from a config to a table: plan, execute, summarize. */
export async function runPipeline(request: PipelineRequest, user: PipelineControl): Promise<PipelineResult> {
  const leaving = new AbortController();
  const control = { ...user, signal: AbortSignal.any([user.signal, leaving.signal]) };
  const searchFrom = pluginPlaces(request.cwd);
  const host = createPluginHost({ searchFrom });
  const config = await loadConfig({ ...request, host });
  await checkThatRunExists(request, config.workDir);
  await checkColumns(config, host, control);
  await checkLabels(config, host, control);
  // What is wrong with it is to be told now, not when all the answers are in.
  await instantiate(host, 'summarizer', config.summarizer.spec, control);
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
    return await carryOut(request, control, run, searchFrom, leaving);
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

async function prepare(
  request: PipelineRequest,
  control: PipelineControl,
  config: Config,
  host: PluginHost,
  open: OpenRun,
): Promise<PreparedRun> {
  const runners = await createRunners(request, control, config, host, open);
  const limits = await limitsOf(config, runners, request.debug);
  if (open.reused) await endEarlier(config, runners, host, open, control);
  const costs = await RunCosts.open({ ...request, ...control, runner: config.infer.runner.plugin.type });
  const plan = await makePlan({
    ...request,
    ...control,
    ...{ config, host, costs },
    workers: limits.infer,
    directory: open.reused ? open.directory : undefined,
  });
  await writeFileAtomically(open.directory.configDump(open.time), dumpConfig(config));
  return { config, host, plan, costs, limits, runners, mode: request.mode, open };
}

async function carryOut(
  request: PipelineRequest,
  control: PipelineControl,
  run: PreparedRun,
  searchFrom: readonly string[],
  leaving: AbortController,
): Promise<PipelineResult> {
  const { config, host, plan, costs, open, mode, runners, limits } = run;
  const { signal, logger, now, width } = control;
  const progress = new Progress(
    plan,
    config.models.map(({ abbr }) => abbr),
    now,
  );
  control.progress(progress);
  let failures: Failure[] = [];
  let report: RunReport | undefined;
  if (mode !== 'viz') {
    const execution = await execute({
      ...{ config, plan, costs, mode, progress, searchFrom, logger, signal, now },
      planNumber: open.plan,
      directory: open.directory,
      limit: request.limit,
      infer: { runner: runners.infer, limits: limits.infer },
      eval: { runner: runners.eval, limits: limits.eval },
      cwd: request.cwd,
      ...(request.detach ? { onInferAccepted: () => leaving.abort() } : {}),
    });
    failures = await failuresOf(execution, open.directory);
    if (!leaving.signal.aborted)
      report = await keepReport({ ...request, ...run, ...execution, logger, stopped: signal.aborted });
    await costs.save(plan.pairs, execution.speeds, execution.loads, execution.tokens);
    await Promise.all([runners.infer.close?.(), runners.eval.close?.()]);
  }
  const stopped = signal.aborted;
  if (leaving.signal.aborted)
    return { run, failures: [], gaps: [], summary: undefined, report, stopped, detached: true };
  const { limit } = request;
  const base = {
    config,
    plan,
    directory: open.directory,
    host,
    logger,
    signal,
    failures,
    stopped,
    width,
    limit,
    report,
  };
  const summary = mode === 'infer' ? undefined : await summarize({ ...base, run: open.name, time: open.time });
  const gaps = summary ? gapsOf(summary.cells) : await unanswered(plan.pairs, failures, open.directory, stopped);
  return { run, failures: causesOf(gaps, failures), gaps, summary, report, stopped, detached: false };
}

/** A score over fewer samples than were asked is not all that the run was to bring either. */
function gapsOf(cells: readonly SummaryCell[]): Gap[] {
  return cells.flatMap(({ model, dataset, metrics, coverage, skipped, reason = '' }) => {
    if (metrics === undefined && !skipped) return [{ model, dataset, reason }];
    return coverage?.failed ? [{ model, dataset, reason: coverage.first_failure ?? '' }] : [];
  });
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
