import type { PluginHost } from 'oc-plugin-host';
import type { Logger, Runner, RunReport } from 'oc-sdk';
import type { Stage } from 'oc-sdk/run-directory';
import type { Config, ConfigRequest } from '../config/index.ts';
import type { RunCosts } from '../costs/run-costs.ts';
import type { OpenRun } from '../run/open-run.ts';
import type { Plan } from './1-plan.ts';
import type { Summarized } from './3-summarize.ts';
import type { Failure, Gap } from './failures.ts';
import type { Progress } from './progress.ts';
import type { EarlierJobs } from './progress-state.ts';
import type { WorkerLimits } from './workers.ts';

export type Mode = ConfigRequest['mode'];

export interface PipelineRequest extends Omit<ConfigRequest, 'host'> {
  /** `latest`, a run's name, or undefined for a new run. */
  readonly reuse: string | undefined;
  readonly limit: number | undefined;
  readonly debug: boolean;
  /** Leave when the runner's engine has all workers of the infer stage; `-r` takes them up. */
  readonly detach: boolean;
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
  /** Jobs of an earlier launcher are watched to their end, before anything is planned. */
  watching(state: EarlierJobs): void;
  /** The plan is made and the work begins. */
  planned(run: PreparedRun): void;
  progress(progress: Progress): void;
}

export interface PreparedRun {
  readonly config: Config;
  readonly host: PluginHost;
  readonly plan: Plan;
  readonly costs: RunCosts;
  readonly limits: Readonly<Record<Stage, WorkerLimits>>;
  readonly runners: Readonly<Record<Stage, Runner>>;
  readonly mode: Mode;
  readonly open: OpenRun;
}

export interface PipelineResult {
  readonly run: PreparedRun;
  /** Causes that left a gap. */
  readonly failures: readonly Failure[];
  /** Pairs without a score of every sample; in mode infer, without all answers. Empty: all went well. */
  readonly gaps: readonly Gap[];
  /** Absent in mode infer: there are no scores. */
  readonly summary: Summarized | undefined;
  /** Absent: no worker asked anything. */
  readonly report: RunReport | undefined;
  readonly stopped: boolean;
  /** Workers are at work and go on without this launcher, as was asked (`--detach`). */
  readonly detached: boolean;
}
