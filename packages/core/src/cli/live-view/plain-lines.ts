import type { Counts, EvalProgress, InferProgress, ProgressState, StageStatus } from '../../pipeline/progress-state.ts';
import { earlierLine } from './earlier-line.ts';
import { oneLine } from './fit.ts';
import { formatCount, formatDuration, formatRate, formatWaits, percentOf, plural } from './numbers.ts';

const STEP_PERCENT = 10;
const STEP_MILLISECONDS = 30_000;
/** Why jobs wait may change with every poll of a cluster. */
const WAITS_MILLISECONDS = 5_000;

/** What has been said: the next lines depend on it. */
export interface Said {
  /** When it last spoke of jobs of an earlier launcher, in milliseconds since the epoch; undefined: not yet. */
  readonly earlierAt: number | undefined;
  readonly infer: SaidOfStage;
  readonly eval: SaidOfStage;
  readonly failures: number;
  readonly warnings: number;
}

interface SaidOfStage {
  readonly status: StageStatus;
  /** Tens of percent. */
  readonly step: number;
  /** When, in milliseconds since the epoch. */
  readonly at: number;
  /** Why jobs were queued then. */
  readonly waits: string;
}

const NOTHING_OF_STAGE: SaidOfStage = { status: 'waiting', step: 0, at: 0, waits: '' };

export const NOTHING_SAID: Said = {
  earlierAt: undefined,
  infer: NOTHING_OF_STAGE,
  eval: NOTHING_OF_STAGE,
  failures: 0,
  warnings: 0,
};

/**
 * What a log should hear now: a stage that begins or ends, another tenth of it, other reasons for which jobs wait, or
 * half a minute since it last said something, and every new warning and failure. Each line says when, counted from the start.
 */
export function plainLines(said: Said, state: ProgressState, now: number): { lines: string[]; said: Said } {
  const infer = inferLines(said.infer, state.infer, now);
  const scoring = evalLines(said.eval, state.eval, now);
  const speaksOfEarlier = state.earlier && now - (said.earlierAt ?? -Infinity) >= STEP_MILLISECONDS;
  const lines = [
    ...(state.earlier && speaksOfEarlier ? [earlierLine(state.earlier)] : []),
    ...state.warnings.slice(said.warnings).map((warning) => `warning: ${warning}`),
    ...infer.lines,
    ...state.failures.slice(said.failures).map((failure) => `failed: ${failure}`),
    ...scoring.lines,
  ];
  const clock = `[${formatDuration((now - state.startedAt) / 1000)}]`;
  return {
    lines: lines.map((line) => `${clock} ${oneLine(line)}`),
    said: {
      earlierAt: speaksOfEarlier ? now : said.earlierAt,
      infer: infer.said,
      eval: scoring.said,
      failures: state.failures.length,
      warnings: state.warnings.length,
    },
  };
}

interface StageLines {
  readonly lines: readonly string[];
  readonly said: SaidOfStage;
}

/** What a stage has to say at each occasion. */
interface StageTexts {
  readonly begin: string;
  readonly progress: string;
  readonly end: string;
  /** Why jobs are queued; empty where none is. */
  readonly waits: string;
}

function inferLines(said: SaidOfStage, infer: InferProgress | undefined, now: number): StageLines {
  if (infer === undefined) return { lines: [], said };
  const { samples, tasks, models, samplesPerSecond, etaSeconds, workers, gpusInUse, waits } = infer;
  const waiting = waits ? formatWaits(waits) : '';
  const facts = [
    `${formatCount(samples.done)}/${plural(samples.total, 'sample')}`,
    samples.failed > 0 && `${formatCount(samples.failed)} failed`,
    samplesPerSecond !== undefined && formatRate(samplesPerSecond),
    etaSeconds !== undefined && `${formatDuration(etaSeconds)} left`,
    `${plural(workers.running, 'worker')}${workers.starting > 0 ? ` and ${workers.starting} starting` : ''}`,
    gpusInUse !== undefined && `${plural(gpusInUse, 'GPU')} in use`,
    waiting,
  ];
  return stageLines(said, infer.status, samples, now, {
    begin: `infer: ${plural(models.length, 'model')}, ${plural(samples.total, 'sample')}, ${plural(tasks.total, 'task')}`,
    progress: `infer ${percentOf(samples.done, samples.total)}%: ${facts.filter(Boolean).join(', ')}`,
    end: `infer ended: ${endOf(samples, 'sample')}`,
    waits: waiting,
  });
}

function evalLines(said: SaidOfStage, scoring: EvalProgress | undefined, now: number): StageLines {
  if (scoring === undefined) return { lines: [], said };
  const { pairs } = scoring;
  return stageLines(said, scoring.status, pairs, now, {
    begin: `eval: ${plural(pairs.total, 'pair')}`,
    progress: `eval ${percentOf(pairs.done, pairs.total)}%: ${endOf(pairs, 'pair')}`,
    end: `eval ended: ${endOf(pairs, 'pair')}`,
    waits: '',
  });
}

function stageLines(
  said: SaidOfStage,
  status: StageStatus,
  counts: Counts,
  now: number,
  texts: StageTexts,
): StageLines {
  if (said.status === 'ended' || status === 'waiting') return { lines: [], said };
  const step = Math.floor(percentOf(counts.done + counts.failed, counts.total) / STEP_PERCENT);
  const next = { status, step, at: now, waits: texts.waits };
  const begin = said.status === 'waiting' ? [texts.begin] : [];
  if (status === 'ended') return { lines: [...begin, texts.end], said: next };
  if (begin.length > 0) return { lines: begin, said: next };
  const silent = now - said.at;
  const waitsOtherwise = texts.waits !== said.waits && silent >= WAITS_MILLISECONDS;
  const isDue = step > said.step || waitsOtherwise || silent >= STEP_MILLISECONDS;
  return isDue ? { lines: [texts.progress], said: next } : { lines: [], said };
}

function endOf({ done, failed, total }: Counts, noun: string): string {
  const failures = failed > 0 ? `, ${formatCount(failed)} failed` : '';
  return `${formatCount(done)}/${plural(total, noun)}${failures}`;
}
