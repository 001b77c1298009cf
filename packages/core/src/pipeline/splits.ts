import { mkdir, readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import {
  canonicalHash,
  checkExamples,
  type DatasetSplits,
  instantiate,
  type PluginHost,
  usesExamples,
} from 'oc-plugin-host';
import type { Dataset, Logger, SplitSummary } from 'oc-sdk';
import { writeFileAtomically } from 'oc-sdk/run-directory';
import type { DatasetBlock } from '../config/types.ts';
import { emptyDataset } from '../errors.ts';
import { mapFew } from './map-few.ts';

export interface SplitsRequest {
  readonly datasets: readonly DatasetBlock[];
  readonly host: PluginHost;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  /** Where counts are remembered between runs; see {@link cacheFolder}. */
  readonly cache: string;
}

/** Counts and hashes what the datasets read: each file once, and not at all where it is known and unchanged. */
export async function readSplits({ datasets, ...request }: SplitsRequest): Promise<Record<string, DatasetSplits>> {
  const memory = new Map<string, Promise<SplitSummary>>();
  const entries = await mapFew(datasets, async (block) => {
    const { host, logger, signal } = request;
    const dataset = await instantiate(host, 'dataset', block.spec, { logger, signal });
    const summarize = (split: string): Promise<SplitSummary> =>
      summarizeOnce(dataset, block, split, request.cache, memory);
    const test = await summarize(block.reader.testSplit);
    if (test.rows === 0) throw emptyDataset(block.abbr, `split ${block.reader.testSplit}`);
    if (!usesExamples(block.infer)) return [block.abbr, { test }] as const;
    const train = await summarize(block.reader.trainSplit);
    checkExamples(block.abbr, block.infer, block.reader, { test, train });
    return [block.abbr, { test, train }] as const;
  });
  return Object.fromEntries(entries);
}

export function cacheFolder(env: NodeJS.ProcessEnv): string {
  return env.OC_CACHE_DIR ?? join(env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'oc-core');
}

async function summarizeOnce(
  dataset: Dataset,
  { plugin, options }: DatasetBlock,
  split: string,
  cache: string,
  memory: Map<string, Promise<SplitSummary>>,
): Promise<SplitSummary> {
  const stamp = await dataset.stamp?.(split);
  if (stamp === undefined) return await dataset.summarize(split);
  const key = canonicalHash([plugin.specifier, plugin.version, options, stamp], 40);
  const known = memory.get(key) ?? remembered(join(cache, 'splits', `${key}.json`), () => dataset.summarize(split));
  memory.set(key, known);
  return await known;
}

/** The path names the content, so an entry never becomes wrong. A cache that cannot be used is done without. */
export async function remembered<Value>(path: string, make: () => Promise<Value>): Promise<Value> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Value;
  } catch {
    const made = await make();
    await mkdir(join(path, '..'), { recursive: true })
      .then(() => writeFileAtomically(path, JSON.stringify(made)))
      .catch(() => {});
    return made;
  }
}
