import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Written once by the job before it starts its command; who cannot create it must not start. */
export interface StartMarker {
  readonly jobId: string;
  /** How often Slurm has requeued the job. */
  readonly restart: number;
  readonly node: string;
  readonly time: string;
}

/** The job's own word on its end: it stands above what Slurm says. */
export interface DoneMarker {
  readonly jobId: string;
  readonly restart: number;
  readonly node: string;
  readonly time: string;
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** Why the command could not be started. */
  readonly problem: string | null;
  /** Signals that the job itself was sent. */
  readonly received: readonly string[];
  readonly elapsedSeconds: number;
  readonly cpuSeconds: number;
  readonly maxRssMiB: number;
}

/** What has been written of one job so far. */
export interface Markers {
  readonly start: StartMarker | undefined;
  readonly done: DoneMarker | undefined;
}

export function startMarkerFile(folder: string, index: number, restart: number): string {
  return join(folder, `${index}.${restart}.start.json`);
}

export function doneMarkerFile(folder: string, index: number): string {
  return join(folder, `${index}.done.json`);
}

/** Names of the markers in a submission's folder; listing it also makes a network file system look again. */
export async function listMarkers(folder: string): Promise<ReadonlySet<string>> {
  return new Set(await readdir(folder).catch(() => []));
}

export async function readMarkers(folder: string, index: number, names: ReadonlySet<string>): Promise<Markers> {
  const file = newestStart(index, names);
  const start = file === undefined ? undefined : await readMarker<StartMarker>(join(folder, file));
  const done = names.has(`${index}.done.json`)
    ? await readMarker<DoneMarker>(doneMarkerFile(folder, index))
    : undefined;
  // A job that was queued again has begun anew: how its earlier run ended is no word on this one.
  return { start, done: done && done.restart < (start?.restart ?? 0) ? undefined : done };
}

function newestStart(index: number, names: ReadonlySet<string>): string | undefined {
  let newest: string | undefined;
  for (let restart = 0; names.has(`${index}.${restart}.start.json`); restart += 1) {
    newest = `${index}.${restart}.start.json`;
  }
  return newest;
}

/** Renamed into place, so it is there whole or not at all; a file system that shows it late shows it next time. */
async function readMarker<Marker>(path: string): Promise<Marker | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Marker;
  } catch {
    return undefined;
  }
}
