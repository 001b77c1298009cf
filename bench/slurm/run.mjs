/**
 * What it costs to run workers on a Slurm cluster, beside one `srun` for each, on the same cluster in one run:
 *
 *     eval "$(test/support/slurm/up.sh)" && node bench/slurm/run.mjs
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { countCalls } from './calls.mjs';
import { submitWithRunner, submitWithSrun } from './submit.mjs';
import { watch } from './watch.mjs';
import { wholeRun } from './whole-run.mjs';

const SUBMITTED = 500;
const WATCHED = 1000;
const WATCH_SECONDS = 60;
const TASKS = 1000;

const folder = await mkdtemp(join(tmpdir(), 'oc-bench-slurm-'));
const calls = await countCalls(folder);
const rows = [];

await calls.reset();
const array = await submitWithRunner(folder, SUBMITTED);
row(`${SUBMITTED} workers submitted by oc-core`, seconds(array.submitted), 'under 1 s', await calls.text());
await calls.reset();
const single = await submitWithSrun(SUBMITTED);
row(`${SUBMITTED} workers submitted by one srun each, 16 at once`, seconds(single.submitted), '', await calls.text());

await calls.reset();
const launcher = await watch(folder, WATCHED, WATCH_SECONDS);
const polls = (await calls.of('squeue')) / WATCH_SECONDS;
row(`${WATCHED} jobs watched for ${WATCH_SECONDS} s: polls`, `${polls.toFixed(2)} a second`, 'under 0.5', '');
row('  CPU of the launcher', `${launcher.cpuPercent.toFixed(1)} % of a core`, 'under 5 %', '');
row('  memory of the launcher', `${launcher.rssMiB} MiB`, 'under 120 MB', '');

await calls.reset();
const run = await wholeRun(folder, TASKS, 8);
const perThousand = ((await calls.total()) * 1000) / TASKS;
row('from the last answer on disk to the end of the stage', seconds(run.tailMs), 'under 2 s', '');
row('scheduler calls for 1,000 tasks', perThousand.toFixed(0), 'under 100', await calls.text());

console.log('| what | measured | goal | calls |\n| --- | --- | --- | --- |');
for (const cells of rows) console.log(`| ${cells.join(' | ')} |`);
await rm(folder, { recursive: true, force: true });

function row(...cells) {
  rows.push(cells);
  console.error(cells.filter(Boolean).join(': '));
}

function seconds(ms) {
  return `${(ms / 1000).toFixed(2)} s`;
}
