import { readFile } from 'node:fs/promises';
import { arch, cpus, hostname } from 'node:os';
import { join } from 'node:path';
import { hasCode, writeFileAtomically } from 'oc-sdk/run-directory';

/** What a model took for the samples of a dataset. */
export interface PairCost {
  readonly secondsPerSample: number;
  /** How many samples that comes from, older ones counting less. */
  readonly samples: number;
  /** Absent: the model has never said. */
  readonly tokens?: TokenMeans;
  /** Milliseconds since the epoch. */
  readonly time: number;
}

/** Tokens of a sample: of all its requests. */
export interface TokenMeans {
  readonly prompt: number;
  readonly output: number;
}

export interface LoadCost {
  readonly seconds: number;
  readonly time: number;
}

/** What earlier runs took on this machine. Keys are hashes: of a model with what its speed depends on, of a dataset with its prompts. */
export interface CostHistory {
  /** By model, then dataset. */
  readonly pairs: Readonly<Record<string, Readonly<Record<string, PairCost>>>>;
  /** By model. */
  readonly loads: Readonly<Record<string, LoadCost>>;
}

const VERSION = 1;
const EMPTY: CostHistory = { pairs: {}, loads: {} };

/** More than a year for a sample: nobody has measured that. */
const MOST_SECONDS = 3e7;

/** Two hosts of equal name are not of equal speed. */
const MACHINE = `${hostname()} ${arch()} ${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}`;

export function costFile(cache: string): string {
  return join(cache, 'costs.json');
}

/** An unusable file (cut short, from a newer version, from elsewhere) says nothing, and that is said. */
export async function readHistory(cache: string, now: number, warn: (message: string) => void): Promise<CostHistory> {
  const path = costFile(cache);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) warn(`the times of earlier runs cannot be read: ${path}: ${String(error)}`);
    return EMPTY;
  }
  const file = parse(text);
  const problem = problemOf(file);
  if (problem === undefined) return usable(file as CostFile, now);
  warn(`the times of earlier runs in ${path} are not used: ${problem}`);
  return EMPTY;
}

/** Replaces the file at once. Of two runs that end together the last one is kept: it is about speed, not answers. */
export async function writeHistory(cache: string, history: CostHistory): Promise<void> {
  const file: CostFile = { version: VERSION, machine: MACHINE, ...history };
  await writeFileAtomically(costFile(cache), `${JSON.stringify(file)}\n`);
}

interface CostFile extends CostHistory {
  readonly version: number;
  readonly machine: string;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function problemOf(file: unknown): string | undefined {
  if (!isRecord(file)) return 'it is not the JSON of such a file';
  if (file.version !== VERSION) return `it is of version ${String(file.version)}, this one reads ${VERSION}`;
  if (file.machine !== MACHINE) return `it was made on another machine (${String(file.machine)})`;
  if (!isRecord(file.pairs) || !isRecord(file.loads)) return 'it is not whole';
  return undefined;
}

/** Entries that can be: one that is not finite, not above zero, or from the future, is nobody's measurement. */
function usable({ pairs, loads }: CostFile, now: number): CostHistory {
  const isSane = (seconds: unknown, time: unknown) =>
    typeof seconds === 'number' && seconds > 0 && seconds < MOST_SECONDS && typeof time === 'number' && time <= now;
  const sanePairs = Object.entries(pairs).filter(([, datasets]) => isRecord(datasets));
  const isPair = (cost: PairCost | null) =>
    isSane(cost?.secondsPerSample, cost?.time) && Number(cost?.samples) > 0 && areTokens(cost?.tokens);
  return {
    pairs: Object.fromEntries(sanePairs.map(([model, datasets]) => [model, keep(datasets, isPair)])),
    loads: keep(loads, (cost) => isSane(cost?.seconds, cost?.time)),
  };
}

function areTokens(tokens: unknown): boolean {
  if (tokens === undefined) return true;
  return isRecord(tokens) && [tokens.prompt, tokens.output].every((mean) => typeof mean === 'number' && mean >= 0);
}

function keep<Entry>(record: Readonly<Record<string, Entry>>, holds: (entry: Entry) => boolean): Record<string, Entry> {
  return Object.fromEntries(Object.entries(record).filter(([, entry]) => holds(entry)));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
