import { execFile } from 'node:child_process';
import { setMaxListeners } from 'node:events';
import { performance } from 'node:perf_hooks';
import { promisify } from 'node:util';
import { createRunner, job } from './jobs.mjs';

const run = promisify(execFile);

/** Runs so many jobs; `submitted` and `ended` are when Slurm had the last, and when it was over, in ms. */
export async function submitWithRunner(folder, count) {
  const start = performance.now();
  let submitted = 0;
  const { runner, logger } = await createRunner(folder, (text) => {
    if (text.includes('Slurm job')) submitted = performance.now() - start;
  });
  const { signal } = new AbortController();
  setMaxListeners(0, signal);
  const jobs = Array.from({ length: count }, (_, n) => job(folder, n, 'true'));
  const outcomes = await Promise.all(jobs.map((each) => runner.run(each, { signal, logger, submitted() {} })));
  const failed = outcomes.filter(({ status }) => status !== 'succeeded');
  if (failed.length > 0) throw new Error(`${failed.length} jobs failed: ${JSON.stringify(failed[0])}`);
  return { submitted, ended: performance.now() - start };
}

/** The same with one `srun` for each job, 16 at once. */
export async function submitWithSrun(count) {
  const start = performance.now();
  let [next, submitted] = [0, 0];
  const one = async () => {
    while (next < count) {
      next += 1;
      submitted = performance.now() - start;
      await run('srun', ['--input=none', 'true']);
    }
  };
  await Promise.all(Array.from({ length: 16 }, one));
  return { submitted, ended: performance.now() - start };
}
