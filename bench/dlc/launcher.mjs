/** A launcher as far as its runner goes: so many jobs, so many at once. What it used is its message to the parent. */
import { setMaxListeners } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import PQueue from 'p-queue';

const { kind, folder, url, jobs, atOnce, seconds } = JSON.parse(process.argv[2]);
const logger = { debug() {}, info() {}, warn: console.error, error: console.error, child: () => logger };
const { signal } = new AbortController();
setMaxListeners(0, signal);

const runner = kind === 'bare' ? { run: barely } : await dlcRunner();
const queue = new PQueue({ concurrency: atOnce });
const start = performance.now();
const outcomes = await Promise.all(
  Array.from({ length: jobs }, (_, n) => queue.add(() => runner.run(job(n), control()))),
);
const failed = outcomes.filter(({ status }) => status !== 'succeeded');
if (failed.length > 0) throw new Error(`${failed.length} jobs failed: ${JSON.stringify(failed[0])}`);
const { user, system } = process.cpuUsage();
process.send({
  seconds: (performance.now() - start) / 1000,
  rssMiB: process.resourceUsage().maxRSS / 1024,
  cpuSeconds: (user + system) / 1e6,
});
process.disconnect();

/** Without any runner: what a launcher has in memory all the same. */
async function barely() {
  await sleep(10);
  return { status: 'succeeded' };
}

async function dlcRunner() {
  const { default: dlc } = await import('oc-runner-dlc');
  const { completeOptions } = await import('oc-conformance');
  const aliyun_cfg = { workspace_id: '259315', resource_id: 'quota1', worker_image: 'image', data_sources: ['d-a'] };
  const options = completeOptions(dlc, { aliyun_cfg, transport: kind, endpoint: url, probe: false });
  const runDirectory = join(folder, 'run');
  await mkdir(runDirectory, { recursive: true });
  return await dlc.create(options, { logger, signal, runDirectory, resolvePath: (path) => path });
}

function job(n) {
  const command = ['sleep', String(seconds)];
  return {
    id: `j${n}`,
    name: 'bench',
    command,
    env: {},
    resources: { gpus: 0 },
    cwd: folder,
    logFile: join(folder, `${n}.log`),
  };
}

function control() {
  return { signal, logger, submitted() {} };
}
