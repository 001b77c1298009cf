/**
 * `npm run test:slurm`: the tests on a real Slurm cluster, on ones that keep accounts and on ones that do not. Each kind
 * takes its files on two clusters, all of them side by side: they wait more than they work. Arguments are Vitest's:
 * files, then options.
 */
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { execa } from 'execa';

/** Files first, then options. */
const given = process.argv.slice(2);
const firstOption = given.findIndex((word) => word.startsWith('-'));
const options = firstOption === -1 ? [] : given.slice(firstOption);
const SUITE = ['--config', 'vitest.slurm.config.ts'];
/** Clusters of each kind. */
const CLUSTERS = 2;
/** Seconds of the files that take longest; the others take about as long as each other. */
const SECONDS = { 'long-run': 180, outcomes: 175, contract: 105, submission: 95, 'what-is-seen': 60 };
const OTHERS = 40;

// Once for all of them. Where it cannot, it says why, and so do the tests, which are then skipped.
await execa('test/support/slurm/up.sh', ['--install-only', '--with-accounting'], {
  stdio: ['ignore', 'ignore', 'inherit'],
  reject: false,
});

const groups = evenGroups(await filesOfSuite(), CLUSTERS);
const clusters = ['0', '1'].flatMap((accounting) => groups.map((files) => ({ accounting, files })));
const ends = await Promise.all(clusters.map(run));
process.exitCode = ends.every(({ exitCode }) => exitCode === 0) ? 0 : 1;

async function filesOfSuite() {
  const list = await execa('vitest', ['list', '--filesOnly', ...SUITE, ...given], { preferLocal: true });
  return list.stdout.split('\n').filter((line) => line.endsWith('.slurm.ts'));
}

/** The longest first, each to the group that has least to do. */
function evenGroups(files, count) {
  const groups = Array.from({ length: count }, () => ({ files: [], seconds: 0 }));
  for (const file of files.toSorted((a, b) => secondsOf(b) - secondsOf(a))) {
    const [group] = groups.toSorted((a, b) => a.seconds - b.seconds);
    group.files.push(file);
    group.seconds += secondsOf(file);
  }
  return groups.map((group) => group.files).filter((some) => some.length > 0);
}

function secondsOf(file) {
  return SECONDS[basename(file, '.slurm.ts')] ?? OTHERS;
}

function run({ accounting, files }, index) {
  const name = `${accounting === '1' ? 'with' : 'without'} accounts, ${(index % groups.length) + 1} of ${groups.length}`;
  const say = function* (line) {
    yield `[${name}] ${line}`;
  };
  return execa('vitest', ['run', ...SUITE, ...files, ...options], {
    preferLocal: true,
    reject: false,
    stdin: 'ignore',
    stdout: [say, 'inherit'],
    stderr: [say, 'inherit'],
    env: {
      OC_SLURM_ACCOUNTING: accounting,
      OC_SLURM_REPORT: String(index),
      SLURM_TEST_DIR: join(tmpdir(), `oc-slurm-test-${index}`),
      SLURM_TEST_PORT: String(24817 + 1000 * index),
    },
  });
}
