import { fork } from 'node:child_process';
import { once, setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createRunner, job } from './jobs.mjs';

/** What a launcher that watches so many jobs uses in so many seconds, in a process of its own. */
export async function watch(folder, count, seconds) {
  const child = fork(fileURLToPath(import.meta.url), [folder, String(count), String(seconds)]);
  const [used] = await once(child, 'message');
  await once(child, 'exit');
  return used;
}

if (process.send) {
  const [, , folder, count, seconds] = process.argv;
  const taken = Promise.withResolvers?.() ?? withResolvers();
  let waiting = Number(count);
  const { runner, logger } = await createRunner(folder);
  const stop = new AbortController();
  setMaxListeners(0, stop.signal);
  const report = ({ engineId }) => {
    if (engineId !== undefined && --waiting === 0) taken.resolve();
  };
  const jobs = Array.from({ length: Number(count) }, (_, n) => {
    let told = false;
    const once = (status) => {
      if (told || status.engineId === undefined) return;
      told = true;
      report(status);
    };
    return runner.run(job(folder, n, 'sleep', '600'), { signal: stop.signal, logger, submitted() {}, report: once });
  });
  await taken.promise;
  const before = process.cpuUsage();
  await sleep(Number(seconds) * 1000);
  const { user, system } = process.cpuUsage(before);
  const rssMiB = Math.round(process.resourceUsage().maxRSS / 1024);
  stop.abort();
  await Promise.all(jobs);
  process.send({ cpuPercent: (user + system) / 1e4 / Number(seconds), rssMiB });
  process.disconnect();
}

function withResolvers() {
  const made = {};
  made.promise = new Promise((resolve) => Object.assign(made, { resolve }));
  return made;
}
