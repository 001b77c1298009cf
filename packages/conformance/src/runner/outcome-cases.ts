import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JobOutcome } from 'oc-sdk';
import { within } from '../within.ts';
import type { RunnerCase, RunnerCaseTools } from './case.ts';
import { beating, fallsSilent, fileAppears, jobControl, nodeJob } from './jobs.ts';

const REASONS = ['exit', 'signal', 'out-of-memory', 'time-limit', 'preempted', 'node-failure', 'rejected', 'lost'];

/** How a job ends is a value, and what it said is in its log. */
export const outcomeCases: readonly RunnerCase[] = [
  ['gives every job its own outcome and its own log', givesEachItsOwn],
  ['returns a job that failed as a value, with its exit code and its output in the log', returnsFailure],
  ['returns a job that was killed as a value', returnsKilled],
  ['returns a program that does not exist as a value', returnsMissingProgram],
  ['returns a working directory that does not exist as a value', returnsMissingFolder],
  ['keeps all of a long output, from both streams', keepsOutput],
  ['reports the id of the job once', reportsId],
  ['watches a job that an earlier launcher submitted, to its end', adopts],
  ['knows how much the machine can hold, or does not say', saysCapacity],
  ['can be closed twice, used or not', closesTwice],
];

async function givesEachItsOwn({ runner, folder }: RunnerCaseTools): Promise<void> {
  const numbers = [...Array(6).keys()];
  const jobs = numbers.map((n) =>
    nodeJob(folder, `job-${n}`, `console.log('I am ${n}'); process.exitCode = ${n % 2 === 0 ? 0 : n}`),
  );
  const outcomes = await Promise.all(jobs.map((job) => runner.run(job, jobControl())));
  for (const [n, outcome] of outcomes.entries()) {
    checkOutcome(outcome);
    assert.equal(outcome.status, n % 2 === 0 ? 'succeeded' : 'failed', `job ${n}`);
    assert.deepEqual((await logOf(folder, `job-${n}`)).match(/I am \d/g), [`I am ${n}`]);
  }
}

async function returnsFailure({ runner, folder }: RunnerCaseTools): Promise<void> {
  const program = `console.log('to stdout: grüße'); console.error('to stderr: 再见'); process.exitCode = 3;`;
  const outcome = await runner.run(nodeJob(folder, 'fails', program), jobControl());
  checkOutcome(outcome);
  assert.equal(outcome.status, 'failed');
  assert.equal(outcome.reason, 'exit');
  assert.equal(outcome.exitCode, 3);
  const log = await logOf(folder, 'fails');
  assert.ok(log.includes('to stdout: grüße') && log.includes('to stderr: 再见'), `the log is ${JSON.stringify(log)}`);
}

async function returnsKilled({ runner, folder }: RunnerCaseTools): Promise<void> {
  const program = `process.kill(process.pid, 'SIGKILL'); setInterval(() => {}, 1000);`;
  const outcome = await runner.run(nodeJob(folder, 'killed', program), jobControl());
  checkOutcome(outcome);
  assert.equal(outcome.status, 'failed');
}

async function returnsMissingProgram({ runner, folder }: RunnerCaseTools): Promise<void> {
  const job = nodeJob(folder, 'missing', '', { command: [join(folder, 'no such program'), 'argument'] });
  const outcome = await runner.run(job, jobControl());
  checkOutcome(outcome);
  assert.equal(outcome.status, 'failed');
}

async function returnsMissingFolder({ runner, folder }: RunnerCaseTools): Promise<void> {
  const job = nodeJob(folder, 'nowhere', '', { cwd: join(folder, 'no such folder') });
  const outcome = await runner.run(job, jobControl());
  checkOutcome(outcome);
  assert.equal(outcome.status, 'failed');
}

async function keepsOutput({ runner, folder }: RunnerCaseTools): Promise<void> {
  const program = `for (let n = 0; n < 10000; n += 1) { console.log('@@@@@@@@@@'); console.error('~~~~~~~~~~'); }`;
  assert.equal((await runner.run(nodeJob(folder, 'talks', program), jobControl())).status, 'succeeded');
  const log = await logOf(folder, 'talks');
  assert.equal(log.split('@').length - 1, 100_000, 'characters of standard output');
  assert.equal(log.split('~').length - 1, 100_000, 'characters of standard error');
}

async function reportsId({ runner, folder }: RunnerCaseTools): Promise<void> {
  const control = jobControl();
  await runner.run(nodeJob(folder, 'known', ''), control);
  assert.equal(control.nativeIds.length, 1, `ids reported: ${JSON.stringify(control.nativeIds)}`);
  assert.match(control.nativeIds[0] ?? '', /^\S.*$/);
}

/** Only for runners that can: the second call of the two knows the job by its id alone. */
async function adopts({ runner, folder, graceMs, startMs }: RunnerCaseTools): Promise<void> {
  if (!runner.adopt) return;
  const beats = join(folder, 'beats');
  const job = nodeJob(folder, 'adopted', `${beating(beats)} setTimeout(() => process.exit(0), 2000);`);
  const control = jobControl();
  const launched = runner.run(job, control);
  await fileAppears(beats, startMs);
  const outcome = await runner.adopt(job, control.nativeIds[0] ?? '', jobControl());
  assert.ok(await fallsSilent(beats, 0), 'the job still ran when its end was reported');
  checkOutcome(outcome);
  assert.notEqual(outcome.status, 'cancelled');
  await launched;
  const again = runner.adopt(job, control.nativeIds[0] ?? '', jobControl());
  checkOutcome(await within(graceMs, 'adopt of a job that has ended', again));
}

async function saysCapacity({ runner }: RunnerCaseTools): Promise<void> {
  const capacity = await runner.capacity?.();
  if (!capacity) return;
  for (const [what, number] of Object.entries(capacity)) {
    assert.ok(Number.isInteger(number) && number >= 0, `${what} is ${number}`);
  }
  assert.ok(capacity.cpus > 0, 'cpus is 0');
  assert.ok(capacity.gpusPerJob <= capacity.gpus, 'one job gets more GPUs than there are');
}

async function closesTwice({ runner, folder }: RunnerCaseTools): Promise<void> {
  await runner.run(nodeJob(folder, 'last', ''), jobControl());
  await runner.close?.();
  await runner.close?.();
}

function checkOutcome(outcome: JobOutcome): void {
  assert.deepEqual(JSON.parse(JSON.stringify(outcome)), outcome, 'the outcome changes on its way through JSON');
  assert.ok(['succeeded', 'cancelled', 'failed'].includes(outcome.status), `status is ${outcome.status}`);
  if (outcome.status !== 'failed') return;
  assert.ok(REASONS.includes(outcome.reason), `reason is ${outcome.reason}`);
  assert.match(outcome.detail, /^\S.*$/, 'detail is one line that says why');
  if (outcome.exitCode !== undefined) assert.ok(Number.isInteger(outcome.exitCode), `exit code is ${outcome.exitCode}`);
}

async function logOf(folder: string, name: string): Promise<string> {
  return await readFile(join(folder, `${name}.log`), 'utf8');
}
