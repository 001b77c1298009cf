/**
 * What it costs to run 1,000 jobs at PAI-DLC, 64 at once, over both transports, on the test server with 20 ms a call:
 *
 *     node bench/dlc/run.mjs [jobs]
 */
import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const JOBS = Number(process.argv[2] ?? 1000);
const AT_ONCE = 64;
const CALL_MS = 20;
/** Jobs in one question of the OpenAPI; seconds between two questions, as users have it. */
const PAGE = 50;
const INTERVAL_S = 5;
/** Of a job: so that new jobs leave room for questions in five calls a second, and that both take minutes. */
const SECONDS = { cli: 20, openapi: 10 };

const path = (name) => fileURLToPath(new URL(name, import.meta.url));
execFileSync('npx', ['tsc', '-p', path('../../test/support/dlc')], { stdio: 'inherit' });

const bare = await child('bare', { url: '', environment: {} }, tmpdir());
const rows = [];
for (const kind of ['openapi', 'cli']) await measure(kind);
console.log('| what | measured | goal |\n| --- | --- | --- |');
for (const cells of rows) console.log(`| ${cells.join(' | ')} |`);

async function measure(kind) {
  const folder = await mkdtemp(join(tmpdir(), 'oc-bench-dlc-'));
  const server = fork(path('server.mjs'), [String(CALL_MS)]);
  const [place] = await once(server, 'message');
  const used = await child(kind, place, folder);
  server.send('calls');
  const [{ calls, times, jobs }] = await once(server, 'message');
  await once(server, 'exit');
  await rm(folder, { recursive: true, force: true });
  if (jobs !== JOBS) throw new Error(`${jobs} jobs were created for ${JOBS}`);
  const of = (...names) => times.filter((_, n) => names.includes(calls[n]));
  const least = (JOBS / AT_ONCE) * SECONDS[kind];
  row(
    `${JOBS} jobs of ${SECONDS[kind]} s, ${AT_ONCE} at once, by ${kind}`,
    `${(used.seconds / least).toFixed(2)} times the least time`,
  );
  const creates = `${of('create').length} creates, ${of('list').length} lists, ${of('get').length} gets`;
  const perSecond = `${(calls.length / used.seconds).toFixed(2)} a second, ${most(times, 10) / 10} in the fullest ten`;
  row('  calls', `${perSecond} (${creates})`, kind === 'cli' ? 'at most 5 a second' : '');
  if (kind === 'openapi') {
    const pages = Math.ceil(AT_ONCE / PAGE);
    // The first list asks for no jobs: it looks whether the service is there.
    const questions = of('list', 'get').slice(1);
    row(
      `  questions for ${PAGE} jobs in ${INTERVAL_S} s`,
      `at most ${most(questions, INTERVAL_S)}`,
      `at most ${pages}`,
    );
  }
  row(
    '  memory of the launcher, above one without a runner',
    `${Math.round(used.rssMiB - bare.rssMiB)} MiB (${Math.round(used.rssMiB)} MiB in all)`,
    'under 100 MB',
  );
  row('  CPU of the launcher', `${((used.cpuSeconds / used.seconds) * 100).toFixed(1)} % of a core`);
}

async function child(kind, { url, environment }, folder) {
  const seconds = SECONDS[kind] ?? 0;
  const request = JSON.stringify({ kind, folder, url, seconds, jobs: JOBS, atOnce: AT_ONCE });
  const bin = path('../../test/support/dlc/bin');
  const env = { ...process.env, ...environment, PATH: `${bin}${delimiter}${process.env.PATH}` };
  const launcher = fork(path('launcher.mjs'), [request], { env });
  const [used] = await once(launcher, 'message');
  await once(launcher, 'exit');
  return used;
}

/** The most of these moments (ms) within so many seconds. */
function most(times, seconds) {
  let [first, found] = [0, 0];
  for (const [n, time] of times.entries()) {
    while (time - times[first] >= seconds * 1000) first += 1;
    found = Math.max(found, n - first + 1);
  }
  return found;
}

function row(what, measured, goal = '') {
  rows.push([what, measured, goal]);
  console.error([what, measured, goal].filter(Boolean).join(': '));
}
