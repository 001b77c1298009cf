/**
 * The thread of `src/watchdog.ts`: while the main thread beats it waits; when no beat came for twice `ms` it says why
 * and kills the process. Two waits, so that a process that was stopped and goes on has time to beat.
 */
import { writeSync } from 'node:fs';
import { workerData } from 'node:worker_threads';

const { beats, ms, lastWords } = workerData;
const STDERR = 2;

for (let missed = 0; missed < 2; ) {
  missed = Atomics.wait(beats, 0, Atomics.load(beats, 0), ms) === 'timed-out' ? missed + 1 : 0;
}
writeSync(STDERR, `${lastWords}\n`);
process.kill(process.pid, 'SIGALRM');
