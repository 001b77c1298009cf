import { type PipelineResult, runPipeline } from '../../pipeline/pipeline.ts';
import type { Progress } from '../../pipeline/progress.ts';
import { unfinishedJobs } from '../../run/journal.ts';
import { failureReport } from '../failure-report.ts';
import type { ConfigFlags } from '../flags.ts';
import { count, introduction } from '../introduction.ts';
import { createLiveView } from '../live-view/live-view.ts';
import { listenForSignals } from '../signals.ts';
import { createTerminalLogger } from '../terminal-logger.ts';
import { tookLine } from '../took-line.ts';
import { requestOf } from './request.ts';

/** `oc-core CONFIG`: evaluates, and prints the table on standard output; everything else goes to standard error. */
export async function run(config: string | undefined, flags: ConfigFlags): Promise<number> {
  if (flags.dryRun) return await (await import('./plan.ts')).plan(config, flags);
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  const interruption = listenForSignals(
    (name) =>
      say(`\n${name}: finishing the requests in flight; once more to drop them. Continue later with -r latest.`),
    (code) => process.exit(code),
  );
  let progress: Progress | undefined;
  const stream = { stream: process.stderr, isTerminal: process.stderr.isTTY && !flags.debug };
  const earlier = createLiveView(stream);
  const startedAt = Date.now();
  const view = createLiveView(stream);
  const refresh = setInterval(() => progress && view.update(progress.snapshot()), 200);
  const logger = createTerminalLogger(process.stderr, flags.debug ?? false, (line) =>
    progress ? progress.warn(line) : say(`warning: ${line}`),
  );
  try {
    const result = await runPipeline(requestOf(config, flags), {
      logger,
      signal: interruption.signal,
      now: Date.now,
      width: process.stdout.columns,
      watching: (jobs) => earlier.update({ startedAt, earlier: jobs, failures: [], warnings: [] }),
      planned: (prepared) => {
        earlier.stop();
        say(introduction(prepared));
      },
      progress: (started) => {
        progress = started;
      },
    });
    if (progress) view.update(progress.snapshot());
    clearInterval(refresh);
    view.stop();
    if (process.stderr.isTTY) say('');
    if (result.detached) return await farewell(result, say);
    return report(result, say, interruption.exitCode());
  } catch (error) {
    const exitCode = interruption.exitCode();
    // Whatever a Ctrl-C broke off before the work began is not worth a word.
    if (exitCode === undefined || progress !== undefined) throw error;
    return exitCode;
  } finally {
    clearInterval(refresh);
    earlier.stop();
    view.stop();
    interruption.stopListening();
  }
}

/** What a launcher that leaves has to say: what goes on, and how to come back to it. */
async function farewell({ run: { open } }: PipelineResult, say: (line: string) => void): Promise<number> {
  const jobs = await unfinishedJobs(open.directory.stage('infer'));
  const ids = jobs.map(({ engineId, nativeId }) => engineId ?? nativeId ?? '').filter(Boolean);
  say(`Left ${count(jobs.length, 'job')} at work: ${shortList(ids)}`);
  // By its path: `status` does not read the config, which may say where runs are kept.
  say(
    `oc-core status ${open.directory.root} says how far they are; the same command with -r ${open.name} takes them up.`,
  );
  say(`Run ${open.directory.root}`);
  return 0;
}

function shortList(names: readonly string[]): string {
  return names.length <= 8 ? names.join(', ') : `${names.slice(0, 7).join(', ')} and ${names.length - 7} more`;
}

function report(
  { run: prepared, failures, gaps, summary, report: took, stopped }: PipelineResult,
  say: (line: string) => void,
  signalCode: number | undefined,
): number {
  if (failures.length > 0) say(failureReport(failures));
  if (summary) process.stdout.write(`${summary.text}\n`);
  // The table has its reasons below it.
  else for (const { model, dataset, reason } of gaps) say(`${model} / ${dataset}: ${reason}`);
  if (took) say(tookLine(took));
  say(`Run ${prepared.open.directory.root}`);
  if (stopped) return signalCode ?? 1;
  return gaps.length > 0 ? 1 : 0;
}
