import { HubApiError } from '@huggingface/hub';
import { isOcError, OcError } from 'oc-sdk';
import { addressOf, type Repository } from './repository.ts';
import type { Settings } from './settings.ts';

/** What was wanted of the hub: an error says it, so that it can be fetched by other means. */
export interface Wanted {
  readonly repository: Repository;
  readonly patterns: readonly string[];
  readonly settings: Settings;
  /** The folder in the cache. */
  readonly folder: string;
}

/** What to throw for an error met while talking to the hub; an error of ours stays as it is. */
export function failureOf(error: unknown, wanted: Wanted): unknown {
  if (isOcError(error) || (error instanceof Error && error.name === 'AbortError')) return error;
  if (!(error instanceof HubApiError)) return unreachable(error, wanted);
  if (error.statusCode === 401 || error.statusCode === 403) return accessDenied(error, wanted);
  return error.statusCode === 404 ? repositoryNotFound(error, wanted) : unreachable(error, wanted);
}

/** Whether the same request may go well a moment later. */
export function isPassing(error: unknown): boolean {
  if (isOcError(error)) return error.code === 'HUB_DOWNLOAD_BROKEN';
  if (error instanceof HubApiError) return error.statusCode === 429 || error.statusCode >= 500;
  return error instanceof Error && error.name !== 'AbortError';
}

/** Whether the hub itself could not be talked to: what was fetched earlier may do. */
export function isUnreachable(error: unknown): boolean {
  return isOcError(error) && error.code === 'HUB_UNREACHABLE';
}

function unreachable(error: unknown, wanted: Wanted): OcError {
  const { settings, repository } = wanted;
  return new OcError({
    code: 'HUB_UNREACHABLE',
    message: `${settings.endpoint} cannot be reached for the dataset ${repository.name}: ${reasonOf(error)}`,
    details: `${byOtherMeans(wanted)}\nA mirror goes into HF_ENDPOINT, a proxy into https_proxy (and no_proxy).`,
    cause: error,
  });
}

/** Offline, and the files are not all here. */
export function notInCache(offline: string, missing: string, wanted: Wanted): OcError {
  return new OcError({
    code: 'HUB_OFFLINE',
    message: `${offline} is set, and of the dataset ${wanted.repository.name} ${missing} is not on this machine`,
    details: `${byOtherMeans(wanted)}\nOr unset ${offline} to let oc-core fetch it.`,
    fatal: true,
  });
}

function accessDenied(error: HubApiError, { repository, settings }: Wanted): OcError {
  return new OcError({
    code: 'HUB_ACCESS_DENIED',
    message: `${settings.endpoint} refuses the dataset ${repository.name} (HTTP ${error.statusCode})`,
    details: [
      settings.token === undefined ? 'No token was sent.' : 'The token that was sent does not suffice.',
      `Accept the terms of the dataset at ${settings.endpoint}/datasets/${repository.name}, and set HF_TOKEN to a token that may read it.`,
      'The hub also answers like this for a name that does not exist: check it.',
    ].join('\n'),
    cause: error,
    fatal: true,
  });
}

function repositoryNotFound(error: HubApiError, { repository, settings }: Wanted): OcError {
  return new OcError({
    code: 'HUB_NOT_FOUND',
    message: `${settings.endpoint} has no dataset ${repository.name} at the revision ${repository.revision}`,
    details: 'Check path (OWNER/NAME) and revision (a branch, tag or commit; default main), and the folder in files.',
    cause: error,
    fatal: true,
  });
}

/** No file of the repository fits. */
export function noFileFits(pattern: string, split: string, known: readonly string[], wanted: Wanted): OcError {
  const shown = known.slice(0, 12).join('\n  ');
  const more = known.length > 12 ? `\n  and ${known.length - 12} more` : '';
  return new OcError({
    code: 'HUB_FILE_NOT_FOUND',
    message: `no file of the dataset ${wanted.repository.name} fits ${pattern} (split "${split}")`,
    details: `At ${addressOf(wanted.repository, wanted.settings)} there is:\n  ${shown || 'nothing in that folder'}${more}\nCorrect the option files, or the split in reader_cfg.`,
    fatal: true,
  });
}

export function fileGone(name: string, path: string): OcError {
  return new OcError({
    code: 'HUB_FILE_NOT_FOUND',
    message: `the hub lists ${path} of the dataset ${name} and does not have it`,
    details: 'Try again later, or name another revision.',
  });
}

export function downloadBroken(name: string, path: string, expected: number, found: number): OcError {
  return new OcError({
    code: 'HUB_DOWNLOAD_BROKEN',
    message: `${path} of the dataset ${name} arrived broken: ${found} of ${expected} bytes, or other ones than the hub says`,
    details: 'It was tried several times. Something between here and the hub changes or cuts what it sends.',
  });
}

/** What to download, where from and to, and how to go offline. */
function byOtherMeans({ repository, patterns, settings, folder }: Wanted): string {
  const { name, revision } = repository;
  const include = patterns.map((pattern) => `--include '${pattern}'`).join(' ');
  return [
    `Wanted: ${patterns.join(', ')}`,
    `From: ${addressOf(repository, settings)}`,
    `To: ${folder}`,
    'To do without the network, fetch it on a machine that has it:',
    `  hf download ${name} --repo-type dataset --revision ${revision} ${include} --cache-dir ${settings.cache}`,
    'copy that folder here (or share it and set HF_HUB_CACHE), and set HF_HUB_OFFLINE=1.',
  ].join('\n');
}

/** Undici wraps what happened in "fetch failed". */
function reasonOf(error: unknown): string {
  if (error instanceof HubApiError) return `HTTP ${error.statusCode}`;
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(cause instanceof Error)) return String(cause);
  return cause.message || String((cause as NodeJS.ErrnoException).code);
}
