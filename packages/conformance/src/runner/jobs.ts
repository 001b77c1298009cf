import { mkdir, mkdtemp, readFile, realpath, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Job, JobControl } from 'oc-sdk';
import { silentLogger } from '../context.ts';

const BEAT_MS = 25;
/** Longer than a living process is silent, even on a busy machine. */
const SILENCE_MS = 1_000;

/** Ends a program's own life when the folder of its case is gone: nothing that a broken runner leaves stays for long. */
const BEAT = `const beat = (file) => setInterval(() => {
  try { require('node:fs').writeFileSync(file, '.', { flag: 'a' }); } catch { process.exit(9); }
}, ${BEAT_MS});`;

/** A folder for one case, given to `use` and removed afterwards. */
export async function withFolder(parent: string | undefined, use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await realpath(await mkdtemp(join(parent ?? tmpdir(), 'oc-runner-contract-')));
  try {
    await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 10 });
  }
}

/** A job that runs a program text with Node. Inside, `process.argv.slice(1)` are its arguments. */
export function nodeJob(
  folder: string,
  name: string,
  program: string,
  more: Partial<Job> = {},
  args: string[] = [],
): Job {
  return {
    id: name,
    name: `contract/${name}`,
    command: [process.execPath, '-e', program, '--', ...args],
    cwd: folder,
    env: {},
    resources: { gpus: 0 },
    logFile: join(folder, `${name}.log`),
    ...more,
  };
}

/** What `run` gets besides the job, with the ids that the runner reported. */
export function jobControl(signal: AbortSignal = new AbortController().signal): JobControl & { nativeIds: string[] } {
  const nativeIds: string[] = [];
  return { signal, logger: silentLogger, submitted: (id) => void nativeIds.push(id), nativeIds };
}

/** Beats until it is ended; `onTerm` is what it does when asked to. */
export function beating(file: string, onTerm: 'dies' | 'ignores' | 'tidies up' = 'dies'): string {
  const handler = {
    dies: '',
    ignores: `process.on('SIGTERM', () => {});`,
    'tidies up': `process.on('SIGTERM', () => {
      require('node:fs').writeFileSync(${JSON.stringify(`${file}.tidied`)}, 'yes');
      process.exit(0);
    });`,
  }[onTerm];
  return `${BEAT} ${handler} beat(${JSON.stringify(file)});`;
}

/** Beats, and starts a process that beats and does not listen to SIGTERM. */
export function beatingFamily(parentFile: string, childFile: string, onTerm: 'dies' | 'ignores'): string {
  return `require('node:child_process').spawn(
    process.execPath, ['-e', ${JSON.stringify(beating(childFile, 'ignores'))}], { stdio: 'ignore' });
  ${beating(parentFile, onTerm)}`;
}

/** Resolves when a file is there; rejects when it is not within `limitMs`. */
export async function fileAppears(file: string, limitMs: number): Promise<void> {
  const deadline = performance.now() + limitMs;
  while ((await sizeOf(file)) === 0) {
    if (performance.now() > deadline) throw new Error(`the job did not start: no ${file} after ${limitMs} ms`);
    await sleep(BEAT_MS);
  }
}

/** Whether a process that beats into the file has ended, at once or within `limitMs`. */
export async function fallsSilent(file: string, limitMs: number): Promise<boolean> {
  const deadline = performance.now() + limitMs;
  for (;;) {
    const before = await sizeOf(file);
    await sleep(SILENCE_MS);
    if ((await sizeOf(file)) === before) return true;
    if (performance.now() > deadline) return false;
  }
}

export async function readJson(file: string): Promise<unknown> {
  return JSON.parse(await readFile(file, 'utf8'));
}

export async function oddFolder(parent: string): Promise<string> {
  const folder = join(parent, 'a folder, with "quotes" & ünïcode');
  await mkdir(folder);
  return folder;
}

async function sizeOf(file: string): Promise<number> {
  return await stat(file).then(
    ({ size }) => size,
    () => 0,
  );
}
