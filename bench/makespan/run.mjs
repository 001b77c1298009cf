/**
 * How long a run takes, against the least that it could take: the project's partitioners and its launcher's decisions on
 * simulated workers.
 *
 *     npm run bench:makespan -- --suite FILE.json --workers 8,64,512 --load 45,180
 *
 * FILE: `[{"name", "size", "kind": "gen" | "ppl", "labels", "seconds_per_sample"}]`; without one a made-up suite of 248
 * datasets and 196,500 samples. `--datasets N --samples N` makes up another. `--sigma 0.5 --seeds 5`: the plan believes
 * each dataset's seconds to be wrong by a log-normal factor, and `ratio` is the mean over the seeds. `--models N`: as many
 * models, each of another speed, that share the workers. `--only balanced` leaves the others out.
 *
 * The bound is max(work of all models / workers, longest sample) + one model load.
 */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { simulate } from '../../packages/core/dist/schedule/simulate.js';
import { normalOf, randomOf } from './random.mjs';
import { madeUpSuite } from './suites.mjs';

const PARTITIONERS = ['naive', 'size', 'num-worker', 'balanced'];

const { values } = parseArgs({
  options: {
    suite: { type: 'string' },
    datasets: { type: 'string', default: '248' },
    samples: { type: 'string', default: '196500' },
    workers: { type: 'string', default: '8,64,512' },
    load: { type: 'string', default: '45,180' },
    sigma: { type: 'string', default: '0' },
    seeds: { type: 'string', default: '1' },
    models: { type: 'string', default: '1' },
    only: { type: 'string' },
  },
});

const numbersIn = (list) => list.split(',').map(Number);
const suite = values.suite
  ? JSON.parse(await readFile(values.suite, 'utf8'))
  : madeUpSuite({ datasets: Number(values.datasets), samples: Number(values.samples) });
const sigma = Number(values.sigma);
const models = Number(values.models);

const rows = [];
for (const workers of numbersIn(values.workers)) {
  for (const load of numbersIn(values.load)) {
    for (const name of PARTITIONERS.filter((each) => values.only === undefined || each === values.only)) {
      const { default: plugin } = await import(`../../packages/partitioner-${name}/dist/index.js`);
      const ways = name === 'balanced' ? [false] : [true, false];
      for (const reloads of ways) rows.push(await measure(plugin, name, { workers, load, reloads }));
    }
  }
}
const peakMiB = Math.round(process.resourceUsage().maxRSS / 1024);
console.log(JSON.stringify({ rows, peakMiB }, undefined, 2));

async function measure(plugin, name, { workers, load, reloads }) {
  const seeds = sigma === 0 ? 1 : Number(values.seeds);
  const runs = [];
  for (let seed = 1; seed <= seeds; seed += 1) runs.push(await once(plugin, { workers, load, reloads, seed }));
  const mean = (key) => runs.reduce((sum, run) => sum + run[key], 0) / runs.length;
  const { bound } = runs[0];
  return {
    partitioner: name === 'balanced' || reloads ? name : `${name} (warm)`,
    ...{ workers, load, makespan: mean('makespan'), bound, ratio: mean('makespan') / bound, loads: mean('loads') },
    ...{ tasks: mean('tasks'), cuts: mean('cuts'), worst: Math.max(...runs.map(({ makespan }) => makespan / bound)) },
    planSeconds: mean('planSeconds'),
  };
}

async function once(plugin, { workers, load, reloads, seed }) {
  const normal = normalOf(randomOf(1000 * seed));
  const defaults = Object.entries(plugin.optionsSchema.properties).filter(([, option]) => 'default' in option);
  const options = Object.fromEntries(defaults.map(([key, option]) => [key, option.default]));
  const partitioner = await plugin.create(options, {});
  const started = performance.now();
  const simulated = Array.from({ length: models }, (_, i) => {
    // Speeds from one to four: the small and the large ones of a family.
    const speed = models === 1 ? 1 : 4 ** (i / (models - 1));
    const truth = new Map(suite.map((each) => [each.name, each.seconds_per_sample * speed]));
    const estimates = new Map([...truth].map(([each, seconds]) => [each, seconds * Math.exp(sigma * normal())]));
    const datasets = suite.map(({ name: abbr, size, kind, labels }) => ({
      ...{ abbr, size, pending: [{ start: 0, end: size }], mode: kind },
      ...(kind === 'ppl' ? { labels } : {}),
      secondsPerSample: estimates.get(abbr),
    }));
    const input = { model: { abbr: `m${i}` }, datasets, workers, loadSeconds: load };
    const tasks = [...partitioner.partition(input)];
    return { tasks, loadSeconds: load, gpus: 1, maxWorkers: workers, estimates, truth };
  });
  const planSeconds = (performance.now() - started) / 1000;
  const work = simulated.reduce((sum, { truth }) => sum + secondsIn(truth), 0);
  const longest = Math.max(...simulated.flatMap(({ truth }) => [...truth.values()]));
  const { makespan, loads, cuts, samples } = simulate({
    ...{
      models: simulated,
      workers,
      gpus: Number.POSITIVE_INFINITY,
      reloads,
      divisible: partitioner.divisible === true,
    },
  });
  const asked = models * suite.reduce((sum, { size }) => sum + size, 0);
  if (samples !== asked) throw new Error(`${samples} samples answered of ${asked}`);
  const tasks = simulated.reduce((sum, model) => sum + model.tasks.length, 0);
  return { makespan, loads, cuts, tasks, planSeconds, bound: Math.max(work / workers, longest) + load };
}

function secondsIn(truth) {
  return suite.reduce((sum, { name, size }) => sum + size * truth.get(name), 0);
}
