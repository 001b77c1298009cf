/** Claims every task that its parent names, and tells which ones it got. Runs on the built package. */
import { hostname } from 'node:os';
import { claimAttempt, StageDirectory } from 'oc-sdk/run-directory';

const [root, worker] = process.argv.slice(2);
const stage = new StageDirectory(root);

process.once('message', async (tasks) => {
  const won = [];
  for (const task of tasks) {
    const record = { worker, host: hostname(), pid: process.pid, time: new Date().toISOString() };
    if (await claimAttempt(stage, task, 0, record)) won.push(task);
  }
  process.send(won);
  process.disconnect();
});
