import type { RunReport } from 'oc-sdk';
import { writeFileAtomically } from 'oc-sdk/run-directory';
import type { RunTokens } from '../../costs/token-sums.ts';
import { type ForecastRequest, planForecast } from '../forecast/plan-forecast.ts';
import type { PreparedRun } from '../pipeline-types.ts';
import { runReport } from './run-report.ts';
import type { Timelines } from './timelines.ts';

export interface KeepReportRequest
  extends Omit<ForecastRequest, 'limits' | 'signal'>,
    Pick<PreparedRun, 'limits' | 'open'> {
  readonly timelines: Timelines;
  readonly tokens: RunTokens;
  /** Who breaks a run off does not want to wait, and its plan was for the whole. */
  readonly stopped: boolean;
}

/** What the inference took and what was planned, written beside the summary; undefined where nobody was asked. */
export async function keepReport(request: KeepReportRequest): Promise<RunReport | undefined> {
  const { open, timelines, stopped, logger } = request;
  const { histories } = timelines;
  if (histories.length === 0) return undefined;
  const [limits, signal] = [request.limits.infer, new AbortController().signal];
  const planned = stopped
    ? undefined
    : await planForecast({ ...request, limits, signal }).catch((error: unknown) => {
        logger.warn(`what was planned cannot be told: ${String(error)}`);
        return undefined;
      });
  const report = runReport({ ...request, limits, planned, histories });
  await writeFileAtomically(open.directory.report(open.time), `${JSON.stringify(report)}\n`);
  return report;
}
