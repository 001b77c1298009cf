import { starMatcher } from 'oc-dataset-files';
import { type Logger, OcError } from 'oc-sdk';
import PQueue from 'p-queue';
import { RepositoryCache } from './cache.ts';
import { download } from './download.ts';
import { failureOf, isPassing, isUnreachable, noFileFits, notInCache, type Wanted } from './errors.ts';
import { type Remote, remoteOf } from './remote.ts';
import type { HubFile, Repository } from './repository.ts';
import type { Settings } from './settings.ts';

export interface HubFilesContext {
  readonly settings: Settings;
  readonly signal: AbortSignal;
  readonly logger: Logger;
  /** Milliseconds. */
  readonly sleep: (ms: number) => Promise<void>;
}

/** Files that are fetched at a time: the datasets of a benchmark ask for theirs all at once. */
const downloads = new PQueue({ concurrency: 4 });

/** Milliseconds before a request is tried again. */
const PAUSES = [1000, 4000];

/** Local paths of the files that patterns stand for, in their order, fetched where they are not here yet. */
export async function hubFiles(
  repository: Repository,
  split: string,
  patterns: readonly string[],
  context: HubFilesContext,
): Promise<string[]> {
  const { settings, logger } = context;
  const cache = new RepositoryCache(settings.cache, repository.name);
  const wanted: Wanted = { repository, patterns, settings, folder: cache.folder };
  if (settings.offline !== undefined) return await cachedFiles(cache, wanted, settings.offline);
  try {
    return await fetchedFiles(cache, wanted, split, context);
  } catch (error) {
    if (!isUnreachable(error)) throw error;
    const cached = await cachedFiles(cache, wanted, '').catch(() => undefined);
    if (cached === undefined) throw error;
    logger.warn(`${(error as Error).message}; the files of ${repository.name} that were fetched earlier are used`);
    return cached;
  }
}

async function fetchedFiles(
  cache: RepositoryCache,
  wanted: Wanted,
  split: string,
  context: HubFilesContext,
): Promise<string[]> {
  const { repository, patterns, settings } = wanted;
  const remote = remoteOf(settings, context.signal);
  const ask = <Value>(what: () => Promise<Value>) => retried(what, wanted, context);
  const look = () => ask(() => remote.commit(repository));
  const commit = await once(commits, [settings.endpoint, cache.folder, repository.revision], look);
  await cache.rememberCommit(repository, commit);
  const paths: string[] = [];
  for (const pattern of patterns) {
    const files = await matching(cache, remote, commit, pattern, split, wanted, ask);
    for (const file of files)
      if (typeof file !== 'string') await fetchFile(cache, remote, commit, file, wanted, context);
    const names = files.map((file) => (typeof file === 'string' ? file : file.path));
    await cache.rememberMatches(commit, pattern, names);
    paths.push(...names);
  }
  return paths.map((path) => cache.pathOf(commit, path));
}

/** What a pattern stands for; where all of it is here already, just the paths. */
async function matching(
  cache: RepositoryCache,
  remote: Remote,
  commit: string,
  pattern: string,
  split: string,
  wanted: Wanted,
  ask: <Value>(what: () => Promise<Value>) => Promise<Value>,
): Promise<(HubFile | string)[]> {
  const known = await cache.matches(commit, pattern);
  if (known !== undefined && (await allHere(cache, commit, known))) return known;
  const folder = folderOf(pattern);
  const list = () => ask(() => remote.files(wanted.repository.name, commit, folder));
  const files = await once(listings, [wanted.settings.endpoint, wanted.repository.name, commit, folder], list);
  const fits = starMatcher(pattern);
  const found = files.filter(({ path }) => fits(path)).sort((a, b) => (a.path < b.path ? -1 : 1));
  if (found.length > 0) return found;
  throw noFileFits(
    pattern,
    split,
    files.map(({ path }) => path),
    wanted,
  );
}

async function fetchFile(
  cache: RepositoryCache,
  remote: Remote,
  commit: string,
  file: HubFile,
  wanted: Wanted,
  context: HubFilesContext,
): Promise<void> {
  if (await cache.has(commit, file.path)) return;
  const { repository } = wanted;
  const fetchIt = () => download(remote, cache, repository, commit, file);
  await downloads.add(async () => {
    context.logger.info(`fetching ${file.path} of ${repository.name} (${(file.size / 1e6).toFixed(1)} MB)`);
    await retried(fetchIt, wanted, context);
  });
}

/** What is on this machine. Throws `HUB_OFFLINE` where that is not all that is wanted. */
async function cachedFiles(cache: RepositoryCache, wanted: Wanted, offline: string): Promise<string[]> {
  const commit = await cache.commit(wanted.repository);
  if (commit === undefined) throw notInCache(offline, 'anything', wanted);
  const paths: string[] = [];
  for (const pattern of wanted.patterns) {
    const fits = starMatcher(pattern);
    const noted = await cache.matches(commit, pattern);
    const found = noted ?? (await cache.files(commit)).filter(fits).sort();
    if (found.length === 0 || !(await allHere(cache, commit, found)) || (noted === undefined && !areWhole(found)))
      throw notInCache(offline, pattern, wanted);
    paths.push(...found);
  }
  return paths.map((path) => cache.pathOf(commit, path));
}

async function allHere(cache: RepositoryCache, commit: string, paths: readonly string[]): Promise<boolean> {
  return (await Promise.all(paths.map((path) => cache.has(commit, path)))).every(Boolean);
}

/** Of files named `-00000-of-00003`, all three must be there. */
function areWhole(paths: readonly string[]): boolean {
  return paths.every((path) => {
    const [, start, total] = /^(.*-)\d{5}-of-(\d{5})\./.exec(path) ?? [];
    return total === undefined || paths.filter((each) => each.startsWith(start ?? '')).length === Number(total);
  });
}

/** The folder that all files of a pattern are in. */
function folderOf(pattern: string): string {
  const parts = pattern.split('/').slice(0, -1);
  const star = parts.findIndex((part) => part.includes('*'));
  return (star < 0 ? parts : parts.slice(0, star)).join('/');
}

/** A process looks a revision up once: all its datasets are of one commit, and the hub is asked once for 57 subjects. */
const commits = new Map<string, Promise<string>>();
/** What a folder holds at a commit never changes; 202 pairs of languages share one. */
const listings = new Map<string, Promise<HubFile[]>>();

async function once<Value>(
  known: Map<string, Promise<Value>>,
  keys: readonly string[],
  make: () => Promise<Value>,
): Promise<Value> {
  const key = keys.join(' ');
  const made = known.get(key) ?? make();
  known.set(key, made);
  made.catch(() => known.delete(key));
  return await made;
}

async function retried<Value>(
  what: () => Promise<Value>,
  wanted: Wanted,
  { signal, sleep }: HubFilesContext,
): Promise<Value> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await what();
    } catch (error) {
      signal.throwIfAborted();
      const pause = PAUSES[tries];
      if (pause === undefined || !isPassing(error)) throw failureOf(error, wanted);
      await sleep(pause);
    }
  }
}

/** A path in the options that would leave the repository. Throws `HUB_BAD_PATH`. */
export function checkPattern(pattern: string): string {
  const isSafe =
    pattern.split('/').every((part) => part !== '..' && part !== '.' && part !== '') && !pattern.includes('\\');
  if (isSafe) return pattern;
  throw new OcError({
    code: 'HUB_BAD_PATH',
    message: `${JSON.stringify(pattern)} is no path within a dataset of the hub`,
    details: 'Expected names with one slash between them, as in data/test-*.parquet.',
    fatal: true,
  });
}
