import { readdir, readFile } from 'node:fs/promises';
import { type Asked, readerConfigOf, repeated, repeatsOf, selectRows } from 'oc-plugin-host';
import { countOf } from 'oc-sdk';
import {
  type BlockSpec,
  nextAttempt,
  type RunDirectory,
  readEnded,
  readHeldClaims,
  readJsonl,
  type Stage,
  type StageSpec,
  type TaskRecord,
} from 'oc-sdk/run-directory';
import { pendingSamples } from '../pipeline/pending.ts';
import { type UnfinishedJob, unfinishedJobs } from './journal.ts';
import { type LockHolder, lockHolder } from './lock.ts';

export interface StageStatus {
  readonly stage: Stage;
  /** Tasks of the newest plan. */
  readonly tasks: Readonly<Record<'open' | 'held' | 'succeeded' | 'exhausted', number>>;
  /** Jobs that nobody has seen end. */
  readonly jobs: readonly UnfinishedJob[];
}

export interface RunStatus {
  /** The launcher at work; undefined: none is. */
  readonly launcher: LockHolder | undefined;
  readonly stages: readonly StageStatus[];
  /** Per model: samples with an answer, and how many there are. */
  readonly models: readonly { readonly model: string; readonly answered: number; readonly total: number }[];
}

/** How far a run is, from what is on disk: any number of people may look while it goes on. */
export async function runStatus(directory: RunDirectory): Promise<RunStatus> {
  const stages = await Promise.all((['infer', 'eval'] as const).map((stage) => stageStatus(directory, stage)));
  return { launcher: await lockHolder(directory), stages, models: await answeredSamples(directory) };
}

/** What the newest plan of a stage told its workers; undefined before there is a plan. */
export async function newestSpec(directory: RunDirectory, stage: Stage): Promise<StageSpec | undefined> {
  const folder = directory.stage(stage);
  const plans = (await readdir(folder.root)).flatMap((name) => Number(/^spec-(\d+)\.json$/.exec(name)?.[1] ?? []));
  if (plans.length === 0) return undefined;
  return JSON.parse(await readFile(folder.spec(Math.max(...plans)), 'utf8')) as StageSpec;
}

async function stageStatus(directory: RunDirectory, name: Stage): Promise<StageStatus> {
  const stage = directory.stage(name);
  const spec = await newestSpec(directory, name);
  const tasks = { open: 0, held: 0, succeeded: 0, exhausted: 0 };
  const held = new Set((await readHeldClaims(stage)).map(({ task, attempt }) => `${task}.${attempt}`));
  const ends = await readEnded(stage);
  for (const { id, plan } of await readJsonl<TaskRecord>(stage.plan)) {
    if (plan !== spec?.plan) continue;
    const next = nextAttempt(ends.get(id) ?? [], spec.retry);
    if (next === 'split') continue;
    tasks[typeof next === 'string' ? next : held.has(`${id}.${next}`) ? 'held' : 'open'] += 1;
  }
  return { stage: name, tasks, jobs: await unfinishedJobs(stage) };
}

async function answeredSamples(directory: RunDirectory): Promise<RunStatus['models']> {
  const spec = await newestSpec(directory, 'infer');
  if (spec === undefined) return [];
  const counts = new Map<string, { answered: number; total: number }>();
  for (const pair of spec.pairs) {
    const selection = selectionOf(spec, pair.dataset);
    const open = countOf((await pendingSamples(directory, pair, selection)).ranges);
    const { answered, total } = counts.get(pair.model) ?? { answered: 0, total: 0 };
    counts.set(pair.model, { answered: answered + selection.size - open, total: total + selection.size });
  }
  return [...counts].map(([model, count]) => ({ model, ...count }));
}

function selectionOf({ datasets, splits, limit }: StageSpec, dataset: string): Asked {
  const { block } = datasets[dataset] as BlockSpec;
  const rows = selectRows(splits[dataset]?.test.rows ?? 0, readerConfigOf(block).testRange, limit);
  return repeated(rows, repeatsOf(block).n);
}
