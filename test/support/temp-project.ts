import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { RunDirectory } from 'oc-sdk/run-directory';
import { onTestFinished } from 'vitest';

/** A folder with a config and data, as a user has one; it goes away with the test. */
export interface Project {
  readonly root: string;
  path(...names: string[]): string;
  /** Text as it stands; anything else as JSON, which is YAML too. */
  write(name: string, content: unknown): Promise<void>;
  /** JSON Lines. */
  writeRows(name: string, rows: readonly object[]): Promise<void>;
  /** Names of the runs, oldest first. */
  runs(): Promise<string[]>;
  latestRun(): Promise<RunDirectory>;
}

/** @param root - where the project is to be; default: a fresh temporary folder */
export async function tempProject(files: Readonly<Record<string, unknown>> = {}, root?: string): Promise<Project> {
  const folder = root ?? (await mkdtemp(join(tmpdir(), 'oc-project-')));
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  const project = projectIn(folder);
  for (const [name, content] of Object.entries(files)) await project.write(name, content);
  return project;
}

function projectIn(root: string): Project {
  const path = (...names: string[]): string => join(root, ...names);
  const write = async (name: string, content: unknown): Promise<void> => {
    await mkdir(dirname(path(name)), { recursive: true });
    await writeFile(path(name), typeof content === 'string' ? content : JSON.stringify(content, null, 2));
  };
  const runs = async (): Promise<string[]> =>
    (await readdir(path('outputs', 'default')).catch(() => [])).filter((name) => /^\d{8}_\d{6}$/.test(name)).sort();
  return {
    root,
    path,
    write,
    writeRows: (name, rows) => write(name, rows.map((row) => `${JSON.stringify(row)}\n`).join('')),
    runs,
    async latestRun() {
      const name = (await runs()).at(-1);
      if (name === undefined) throw new Error(`${root} has no run`);
      return new RunDirectory(path('outputs', 'default', name));
    },
  };
}
