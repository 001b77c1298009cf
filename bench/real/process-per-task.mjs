import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const WORKER = fileURLToPath(new URL('../../packages/worker/bin/oc-worker.js', import.meta.url));
/** Where the launcher has its workers look for plugins. */
const CORE = fileURLToPath(new URL('../../packages/core/bin/oc-core.js', import.meta.url));

/**
 * The tasks of a finished run once more, so many at once, each by a worker of its own: a run directory that holds this
 * task alone, a process, a model load.
 */
export async function processPerTask(run, folder, workers) {
  const plan = await readFile(join(run, 'infer', 'plan.jsonl'), 'utf8');
  const tasks = plan.split('\n').filter(Boolean);
  const samples = { wanted: 0, answered: 0 };
  const started = performance.now();
  const next = tasks.values();
  const loop = async () => {
    for (const task of next) {
      const { id, model, parts } = JSON.parse(task);
      const own = join(folder, id);
      for (const place of ['claims', 'ended', 'events']) await mkdir(join(own, 'infer', place), { recursive: true });
      await cp(join(run, 'infer', 'spec-1.json'), join(own, 'infer', 'spec-1.json'));
      await writeFile(join(own, 'infer', 'plan.jsonl'), `${task}\n`);
      const args = [
        WORKER,
        own,
        '--stage',
        'infer',
        '--plan',
        '1',
        '--model',
        model,
        '--worker',
        'alone',
        '--search-from',
        CORE,
      ];
      const child = spawn(process.execPath, args, {
        stdio: 'ignore',
        env: { ...process.env, UV_THREADPOOL_SIZE: '16' },
      });
      const [code] = await once(child, 'close');
      if (code !== 0) throw new Error(`the worker of task ${id} ended with ${code}`);
      samples.wanted += parts.reduce((sum, { start, end }) => sum + end - start, 0);
    }
  };
  await Promise.all(Array.from({ length: workers }, loop));
  const stageSeconds = (performance.now() - started) / 1000;
  for (const file of await readdir(folder, { recursive: true, withFileTypes: true }))
    if (file.parentPath.includes('predictions') && file.isFile())
      samples.answered += (await readFile(join(file.parentPath, file.name), 'utf8')).split('\n').length - 1;
  if (samples.answered !== samples.wanted) throw new Error(`${samples.answered} answers of ${samples.wanted}`);
  await rm(folder, { recursive: true });
  return { stageSeconds, loads: tasks.length };
}
