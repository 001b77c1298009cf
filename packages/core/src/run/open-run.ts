import { access, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { hasCode, RUN_FORMAT_VERSION, RunDirectory, type Stage, writeFileAtomically } from 'oc-sdk/run-directory';
import { noSuchRun, notARun, otherRunVersion } from '../errors.ts';
import { type Lock, lockRun } from './lock.ts';
import { timestamp } from './timestamp.ts';

export interface OpenRun {
  readonly directory: RunDirectory;
  /** The folder's name. */
  readonly name: string;
  /** `YYYYMMDD_HHMMSS` of this invocation. */
  readonly time: string;
  /** Number of this invocation's plan: higher than any before in this folder. */
  readonly plan: number;
  readonly reused: boolean;
  close(): Promise<void>;
  /** Takes a new run away again when it could not even be planned. */
  discardIfNew(): Promise<void>;
}

export interface OpenRunRequest {
  readonly workDir: string;
  /** `latest`, the name of a run, or undefined for a new one. */
  readonly reuse: string | undefined;
  readonly now: Date;
  /** For `run.json`. */
  readonly manifest: Readonly<Record<string, unknown>>;
}

const RUN_NAME = /^\d{8}_\d{6}$/;
const STAGES: readonly Stage[] = ['infer', 'eval'];

/** Makes a run directory or opens one again, and locks it. `latest` makes one where there is none. */
export async function openRun({ workDir, reuse, now, manifest }: OpenRunRequest): Promise<OpenRun> {
  const name = reuse && (await nameOfReused(workDir, reuse));
  const directory =
    name === undefined ? await createRun(workDir, now, manifest) : new RunDirectory(join(workDir, name));
  if (name !== undefined) await checkRun(directory);
  const lock: Lock = await lockRun(directory);
  // A copy of a run may have lost its empty folders.
  if (name !== undefined) await makeFolders(directory);
  return {
    directory,
    name: directory.root.slice(workDir.length + 1),
    time: await freeTime(directory, now),
    plan: await nextPlan(directory),
    reused: name !== undefined,
    close: () => lock.release(),
    discardIfNew: async () => {
      if (name === undefined) await rm(directory.root, { recursive: true, force: true });
    },
  };
}

/** The run that `-r` names, to be read only; undefined where `latest` finds none. */
export async function reusableRun(workDir: string, reuse: string): Promise<RunDirectory | undefined> {
  const name = await nameOfReused(workDir, reuse);
  if (name === undefined) return undefined;
  const directory = new RunDirectory(join(workDir, name));
  await checkRun(directory);
  return directory;
}

/** Names of the runs in a work_dir, oldest first. */
export async function runsIn(workDir: string): Promise<string[]> {
  try {
    return (await readdir(workDir)).filter((name) => RUN_NAME.test(name)).sort();
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  }
}

async function nameOfReused(workDir: string, reuse: string): Promise<string | undefined> {
  const runs = await runsIn(workDir);
  if (reuse === 'latest') return await latestOf(workDir, runs);
  if (!runs.includes(reuse)) throw noSuchRun(reuse, workDir, runs);
  return reuse;
}

/** A launcher that died while it made its folder left one without a run file, and nothing in it. */
async function latestOf(workDir: string, runs: readonly string[]): Promise<string | undefined> {
  for (const name of runs.toReversed()) {
    const isRun = await access(new RunDirectory(join(workDir, name)).runFile).then(
      () => true,
      () => false,
    );
    if (isRun) return name;
  }
  return undefined;
}

async function createRun(workDir: string, now: Date, manifest: OpenRunRequest['manifest']): Promise<RunDirectory> {
  await mkdir(workDir, { recursive: true });
  const directory = new RunDirectory(await freshFolder(workDir, now));
  await makeFolders(directory);
  const run = { formatVersion: RUN_FORMAT_VERSION, created: now.toISOString(), host: hostname(), ...manifest };
  await writeFileAtomically(directory.runFile, `${JSON.stringify(run, null, 2)}\n`);
  return directory;
}

async function makeFolders(directory: RunDirectory): Promise<void> {
  for (const stage of STAGES.map((each) => directory.stage(each))) {
    for (const folder of [stage.claims, stage.endedAttempts, stage.allEvents]) await mkdir(folder, { recursive: true });
  }
}

/** Two runs may start in the same second: the later one takes the next free name. */
async function freshFolder(workDir: string, now: Date): Promise<string> {
  for (let time = now.getTime(); ; time += 1000) {
    const folder = join(workDir, timestamp(new Date(time)));
    try {
      await mkdir(folder);
      return folder;
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error;
    }
  }
}

/** Two invocations of a run may fall into one second: neither takes the other's dump or summary. */
async function freeTime(directory: RunDirectory, now: Date): Promise<string> {
  for (let time = now.getTime(); ; time += 1000) {
    const name = timestamp(new Date(time));
    if (!(await exists(directory.configDump(name)))) return name;
  }
}

async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}

export async function checkRun(directory: RunDirectory): Promise<void> {
  let version: unknown;
  try {
    version = JSON.parse(await readFile(directory.runFile, 'utf8')).formatVersion;
  } catch (error) {
    throw notARun(directory.root, directory.runFile, error);
  }
  if (version !== RUN_FORMAT_VERSION) throw otherRunVersion(directory.root, version, RUN_FORMAT_VERSION);
}

async function nextPlan(directory: RunDirectory): Promise<number> {
  const names = (await Promise.all(STAGES.map((stage) => readdir(directory.stage(stage).root)))).flat();
  const plans = names.map((name) => Number(/^spec-(\d+)\.json$/.exec(name)?.[1] ?? 0));
  return Math.max(0, ...plans) + 1;
}
