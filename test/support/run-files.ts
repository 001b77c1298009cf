import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import {
  type EndedRecord,
  type RunDirectory,
  readEnded,
  readHeldClaims,
  type SampleRecord,
  type Stage,
} from 'oc-sdk/run-directory';

/** Every whole line in the prediction files of a pair, whatever its fingerprint. */
export async function sampleLines(run: RunDirectory, model: string, dataset: string): Promise<SampleRecord[]> {
  const folder = dirname(run.predictions(model, dataset, 'any'));
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const texts = await Promise.all(
    names.filter((name) => name.endsWith('.jsonl')).map((name) => readFile(join(folder, name), 'utf8')),
  );
  return texts.flatMap((text) => text.split('\n').slice(0, -1).flatMap(parsed));
}

/** Row numbers of the answered samples, sorted, each as often as it was answered. */
export async function answeredRows(run: RunDirectory, model: string, dataset: string): Promise<number[]> {
  const lines = await sampleLines(run, model, dataset);
  return lines
    .filter(({ status }) => status === 'ok')
    .map(({ index }) => index)
    .sort((a, b) => a - b);
}

export async function mergedPredictions(
  run: RunDirectory,
  model: string,
  dataset: string,
): Promise<Record<string, { prediction: string; gold: unknown }>> {
  return JSON.parse(await readFile(run.mergedPredictions(model, dataset), 'utf8'));
}

export async function result(run: RunDirectory, model: string, dataset: string): Promise<Record<string, unknown>> {
  return JSON.parse(await readFile(run.result(model, dataset), 'utf8'));
}

export async function endsOf(run: RunDirectory, stage: Stage): Promise<EndedRecord[]> {
  return [...(await readEnded(run.stage(stage))).values()].flat();
}

/** Attempts that were taken and never ended, as `<task>.<attempt>`. */
export async function unendedClaims(run: RunDirectory, stage: Stage): Promise<string[]> {
  return (await readHeldClaims(run.stage(stage))).map(({ task, attempt }) => `${task}.${attempt}`);
}

/** Fingerprints under which a pair was asked, sorted. */
export async function fingerprints(run: RunDirectory, model: string, dataset: string): Promise<string[]> {
  const folder = dirname(run.predictions(model, dataset, 'any'));
  return (await readdir(folder).catch(() => [])).map((name) => basename(name)).sort();
}

/** 0, 1, 2, ... */
export function rows(count: number): number[] {
  return Array.from({ length: count }, (_, row) => row);
}

function parsed(line: string): SampleRecord[] {
  try {
    return [JSON.parse(line)];
  } catch {
    return [];
  }
}
