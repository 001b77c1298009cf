/**
 * 500 workers on a real Slurm cluster, given to it by the runner and, for comparison, by one `srun` each.
 *
 *     eval "$(test/support/slurm/up.sh)" && node bench/slurm/run.mjs [JOBS]
 */
import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { promisify } from 'node:util';
import slurm from 'oc-runner-slurm';

const run = promisify(execFile);
const count = Number(process.argv[2] ?? 500);
const folder = await mkdtemp(join(tmpdir(), 'oc-bench-slurm-'));
const calls = await countCalls(['sbatch', 'squeue', 'scancel', 'scontrol', 'srun']);
const silent = { debug() {}, info() {}, warn: console.error, error: console.error, child: () => silent };

console.log('| how | jobs | to submit all | to the end of all | scheduler calls | CPU of the launcher | memory |');
console.log('| --- | --- | --- | --- | --- | --- | --- |');
await measure('oc-runner-slurm', withRunner);
await measure('one srun each, 16 at once', withSrun);
await rm(folder, { recursive: true, force: true });

async function measure(name, work) {
  await calls.reset();
  const [start, cpu] = [performance.now(), process.cpuUsage()];
  const submitted = await work();
  const total = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  const used = await calls.read();
  const share = `${(((user + system) / 1000 / total) * 100).toFixed(1)} % of a core`;
  const memory = `${Math.round(process.memoryUsage.rss() / 2 ** 20)} MiB`;
  console.log(`| ${[name, count, seconds(submitted - start), seconds(total), used, share, memory].join(' | ')} |`);
}

/** Resolves to when the last job was with Slurm. */
async function withRunner() {
  const { signal } = new AbortController();
  let last = 0;
  const info = (text) => {
    if (text.includes('Slurm job')) last = performance.now();
  };
  const logger = { ...silent, info };
  const context = { logger, signal, runDirectory: folder, resolvePath: (path) => path };
  const runner = await slurm.create({ on_interrupt: 'cancel' }, context);
  const outcomes = await Promise.all(
    Array.from({ length: count }, (_, n) => runner.run(job(n), { signal, logger, submitted() {} })),
  );
  const failed = outcomes.filter(({ status }) => status !== 'succeeded');
  if (failed.length > 0) throw new Error(`${failed.length} jobs failed: ${JSON.stringify(failed[0])}`);
  return last;
}

async function withSrun() {
  let next = 0;
  let last = 0;
  const one = async () => {
    while (next < count) {
      next += 1;
      last = performance.now();
      await run('srun', ['--input=none', 'true']);
    }
  };
  await Promise.all(Array.from({ length: 16 }, one));
  return last;
}

function job(n) {
  const log = { logFile: join(folder, `${n}.log`) };
  return { id: `j${n}`, name: 'bench', command: ['true'], cwd: folder, env: {}, resources: { gpus: 0 }, ...log };
}

/** Puts a program in front of each command that notes the call and becomes the command. */
async function countCalls(programs) {
  const file = join(folder, 'calls');
  for (const program of programs) {
    const { stdout } = await run('sh', ['-c', 'command -v "$1"', 'sh', program]);
    const path = join(folder, program);
    await writeFile(path, `#!/bin/sh\necho ${program} >> '${file}'\nexec ${stdout.trim()} "$@"\n`);
    await chmod(path, 0o755);
  }
  process.env.PATH = `${folder}${delimiter}${process.env.PATH}`;
  return {
    reset: () => writeFile(file, ''),
    async read() {
      const names = (await readFile(file, 'utf8')).split('\n').filter(Boolean);
      const counts = programs.map((name) => [names.filter((each) => each === name).length, name]);
      return counts
        .filter(([n]) => n > 0)
        .map(([n, name]) => `${n} ${name}`)
        .join(', ');
    },
  };
}

function seconds(ms) {
  return `${(ms / 1000).toFixed(2)} s`;
}
