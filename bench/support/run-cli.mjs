import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const CLI = fileURLToPath(new URL('../../packages/core/bin/oc-core.js', import.meta.url));
const PROBE = new URL('./probe.mjs', import.meta.url).href;

/** A temporary folder that is gone when `use` is over. */
export async function inFolder(use) {
  const folder = await mkdtemp(join(tmpdir(), 'oc-bench-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Runs the real program on a config given as data (JSON is YAML), and says what it and its workers used. */
export async function runCli(folder, config, ...flags) {
  await writeFile(join(folder, 'config.yaml'), JSON.stringify(config));
  const usageFile = join(folder, 'usage.jsonl');
  await rm(usageFile, { force: true });
  const started = performance.now();
  const child = spawn(process.execPath, [CLI, 'config.yaml', ...flags], {
    cwd: folder,
    env: {
      ...process.env,
      NODE_OPTIONS: `--import=${PROBE}`,
      OC_BENCH_USAGE: usageFile,
      OC_CACHE_DIR: join(folder, 'cache'),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => output.push(data));
  const [code] = await once(child, 'close');
  const seconds = (performance.now() - started) / 1000;
  if (code !== 0) throw new Error(`oc-core ended with ${code}:\n${Buffer.concat(output)}`);
  const processes = await jsonLines(usageFile);
  return {
    seconds,
    launcher: processes.find(({ program }) => program === CLI),
    workers: (stage) => processes.filter((one) => one.program !== CLI && one.stage === stage),
  };
}

/** What the last run's files say of its infer stage. */
export async function inferStage(folder) {
  const [run] = (await readdir(join(folder, 'outputs'))).sort().slice(-1);
  const stage = join(folder, 'outputs', run, 'infer');
  const times = (await jsonLines(join(stage, 'jobs.jsonl'))).map(({ time }) => Date.parse(time));
  const logs = await Promise.all(
    (await readdir(join(stage, 'events'))).map((name) => jsonLines(join(stage, 'events', name))),
  );
  const events = logs.flat();
  const claims = events.filter(({ event }) => event === 'claimed').map(({ time }) => time);
  const ends = events.filter(({ event }) => event === 'ended').map(({ time }) => time);
  return {
    tasks: ends.length,
    /** From the first job's start to the last one's end. */
    seconds: (Math.max(...times) - Math.min(...times)) / 1000,
    /** From the first claim to the last end: without starting processes and models. */
    workSeconds: (Math.max(...ends) - Math.min(...claims)) / 1000,
  };
}

export function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

async function jsonLines(path) {
  return (await readFile(path, 'utf8'))
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}
