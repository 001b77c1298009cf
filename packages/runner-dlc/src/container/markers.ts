import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The container's first word. */
export interface StartMarker {
  readonly host: string;
  readonly time: string;
  /** How often the job had been started before. */
  readonly restart: number;
}

/** The container's last word: it stands above what the service says. */
export interface ExitMarker {
  /** As the shell has it: 128 + n for a signal n. */
  readonly exitCode: number;
  /** It was asked to end (SIGTERM). */
  readonly received: boolean;
  /** Why the command could not be started. */
  readonly problem: string | null;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly host: string;
  readonly restart: number;
}

export interface Markers {
  readonly start: StartMarker | undefined;
  readonly exit: ExitMarker | undefined;
  /** It was told that its time limit is near. */
  readonly timeUp: boolean;
}

export const NO_MARKERS: Markers = { start: undefined, exit: undefined, timeUp: false };

/** What a job has left so far. Listing the folder also makes a network file system look again. */
export async function readMarkers(folder: string): Promise<Markers> {
  const names = new Set(await readdir(folder).catch(() => []));
  let restart = 0;
  while (names.has(`start.${restart + 1}.json`)) restart += 1;
  const start = names.has('start.0.json') ? await read<StartMarker>(join(folder, `start.${restart}.json`)) : undefined;
  const exit = names.has('exit.json') ? await read<ExitMarker>(join(folder, 'exit.json')) : undefined;
  // A job that was started again has begun anew: how it ended before is no word on this time.
  return { start, exit: exit && exit.restart < (start?.restart ?? 0) ? undefined : exit, timeUp: names.has('time-up') };
}

/** A file that is not whole yet is whole next time. */
async function read<Marker>(path: string): Promise<Marker | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Marker;
  } catch {
    return undefined;
  }
}
