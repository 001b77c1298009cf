import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Job } from 'oc-sdk';
import { within } from '../within.ts';
import type { RunnerCase, RunnerCaseTools } from './case.ts';
import { beating, beatingFamily, fallsSilent, fileAppears, jobControl, nodeJob } from './jobs.ts';

/** An abort ends the job, all of it, and nothing else. */
export const abortCases: readonly RunnerCase[] = [
  ['starts nothing when the signal is aborted already', startsNothing],
  ['ends a job that is aborted as soon as it has an id', endsAtOnce],
  ['asks a job to end, so that it can tidy up, when the signal is aborted', asksToEnd],
  ['ends a job that does not listen', endsDeafJob],
  ['ends the processes of a job that does not listen', endsDeafFamily],
  ['ends the processes that a job leaves when it is asked to end', endsOrphans],
  ['leaves other jobs alone when one is aborted', leavesOthers],
  ['leaves no listener on the signal', leavesNoListener],
];

async function startsNothing({ runner, folder, startMs }: RunnerCaseTools): Promise<void> {
  const beats = join(folder, 'beats');
  const control = jobControl(AbortSignal.abort());
  const outcome = await within(startMs, 'run', runner.run(nodeJob(folder, 'unborn', beating(beats)), control));
  assert.deepEqual(outcome, { status: 'cancelled' });
  assert.deepEqual(control.nativeIds, [], 'an id was reported for a job that must not exist');
  await fallsSilent(beats, 0);
  assert.equal(existsSync(beats), false, 'the job ran');
}

/** The moment between the start of a job and the runner's first look at the signal. */
async function endsAtOnce({ runner, folder, graceMs, startMs }: RunnerCaseTools): Promise<void> {
  const beats = join(folder, 'beats');
  const abort = new AbortController();
  const control = { ...jobControl(abort.signal), submitted: () => abort.abort() };
  const running = runner.run(nodeJob(folder, 'short-lived', beating(beats, 'ignores')), control);
  assert.deepEqual(await within(startMs + graceMs, 'run after an abort', running), { status: 'cancelled' });
  assert.ok(await fallsSilent(beats, graceMs), 'a process of the job still runs');
}

async function asksToEnd(tools: RunnerCaseTools): Promise<void> {
  const beats = join(tools.folder, 'beats');
  await abortsCleanly(tools, nodeJob(tools.folder, 'tidy', beating(beats, 'tidies up')), beats);
  assert.ok(existsSync(`${beats}.tidied`), 'the job was killed before it could tidy up');
}

async function endsDeafJob(tools: RunnerCaseTools): Promise<void> {
  const beats = join(tools.folder, 'beats');
  await abortsCleanly(tools, nodeJob(tools.folder, 'deaf', beating(beats, 'ignores')), beats);
}

async function endsDeafFamily(tools: RunnerCaseTools): Promise<void> {
  const [parent, child] = [join(tools.folder, 'parent'), join(tools.folder, 'child')];
  const job = nodeJob(tools.folder, 'deaf-family', beatingFamily(parent, child, 'ignores'));
  await abortsCleanly(tools, job, parent, child);
}

async function endsOrphans(tools: RunnerCaseTools): Promise<void> {
  const [parent, child] = [join(tools.folder, 'parent'), join(tools.folder, 'child')];
  const job = nodeJob(tools.folder, 'orphans', beatingFamily(parent, child, 'dies'));
  await abortsCleanly(tools, job, parent, child);
}

async function leavesOthers({ runner, folder, graceMs, startMs }: RunnerCaseTools): Promise<void> {
  const [ended, lives, go] = [join(folder, 'ended'), join(folder, 'lives'), new AbortController()];
  const first = runner.run(nodeJob(folder, 'aborted', beating(ended)), jobControl(go.signal));
  const stop = new AbortController();
  const second = runner.run(nodeJob(folder, 'neighbour', beating(lives)), jobControl(stop.signal));
  await Promise.all([fileAppears(ended, startMs), fileAppears(lives, startMs)]);
  go.abort();
  assert.deepEqual(await within(graceMs, 'run after an abort', first), { status: 'cancelled' });
  const neighbourDied = await fallsSilent(lives, 0);
  stop.abort();
  await within(graceMs, 'run after an abort', second);
  assert.equal(neighbourDied, false, 'the other job was ended too');
}

async function leavesNoListener({ runner, folder }: RunnerCaseTools): Promise<void> {
  const { signal } = new AbortController();
  await runner.run(nodeJob(folder, 'brief', ''), jobControl(signal));
  assert.equal(getEventListeners(signal, 'abort').length, 0);
}

/** Aborts a job once all of its processes beat; then none may beat for longer than the grace. */
async function abortsCleanly(tools: RunnerCaseTools, job: Job, ...beats: string[]): Promise<void> {
  const { runner, graceMs, startMs } = tools;
  const abort = new AbortController();
  const running = runner.run(job, jobControl(abort.signal));
  await Promise.all(beats.map((file) => fileAppears(file, startMs)));
  abort.abort();
  assert.deepEqual(await within(graceMs, 'run after an abort', running), { status: 'cancelled' });
  const silent = await Promise.all(beats.map((file) => fallsSilent(file, graceMs)));
  assert.deepEqual(
    silent,
    silent.map(() => true),
    'a process of the job still runs',
  );
}
