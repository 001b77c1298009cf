/**
 * A directory with very many tasks, of which racing workers take one after the other. Run after `npm run build`:
 *
 *     node bench/tasks/run.mjs [tasks] [workers] [pause in ms between two tasks of a worker] [processes]
 *
 * `bareMs` is one link(2) by the same workers at the same time: what a claim cannot be quicker than.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StageDirectory } from '../../packages/sdk/dist/run-directory/index.js';
import { inFolder } from '../support/run-cli.mjs';
import { lateWorker } from './late-worker.mjs';
import { taskRecords } from './task-records.mjs';

const [tasks = 100_000, workers = 64, pauseMs = 100, processes = 4] = process.argv.slice(2).map(Number);
const RACER = new URL('./racer.mjs', import.meta.url);

await inFolder(async (folder) => {
  const stage = new StageDirectory(folder);
  await makeStage(stage);
  const bare = join(folder, 'bare');
  await mkdir(bare);
  const started = performance.now();
  const racers = Array.from({ length: processes }, (_, i) => {
    const mine = Math.floor(workers / processes) + (i < workers % processes ? 1 : 0);
    return fork(RACER, [folder, String(i), String(mine), String(pauseMs), bare], { serialization: 'advanced' });
  });
  const results = await Promise.all(racers.map(async (racer) => (await once(racer, 'message'))[0]));
  const seconds = (performance.now() - started) / 1000;
  await mustBeTakenOnce(stage, results);
  const sum = (pick) => results.reduce((total, result) => total + pick(result), 0);
  print({
    tasks,
    workers,
    pauseMs,
    processes,
    bareMs: quantiles(results.flatMap(({ bareTimes }) => [...bareTimes])),
    takeMs: quantiles(results.flatMap(({ times }) => [...times])),
    seconds: round(seconds),
    cpuMsPerTask: round(sum(({ cpuMs }) => cpuMs) / tasks),
    nothingLeftMs: round(Math.max(...results.map(({ nothingLeftMs }) => nothingLeftMs))),
  });
  print(await lateWorker(stage));
});

async function makeStage(stage) {
  for (const made of [stage.claims, stage.endedAttempts, stage.allEvents]) await mkdir(made, { recursive: true });
  const records = taskRecords(tasks);
  await writeFile(stage.plan, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
}

async function mustBeTakenOnce(stage, results) {
  const taken = results.reduce((total, { times }) => total + times.length, 0);
  const ends = (await readdir(stage.endedAttempts)).filter((name) => name.endsWith('.json'));
  if (taken !== tasks || ends.length !== tasks)
    throw new Error(`${tasks} tasks, but ${taken} were taken and ${ends.length} ended`);
}

function quantiles(numbers) {
  const sorted = numbers.sort((a, b) => a - b);
  const at = (share) => round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]);
  return { p50: at(0.5), p99: at(0.99), p999: at(0.999), max: at(1) };
}

function print(row) {
  console.log(JSON.stringify(row));
}

function round(number) {
  return Math.round(number * 1000) / 1000;
}
