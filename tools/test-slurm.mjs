/**
 * `npm run test:slurm`: the tests on a real Slurm cluster, on ones that keep accounts and on ones that do not. Each kind
 * takes its files on two clusters, all of them side by side: they wait more than they work. Further arguments go to
 * Vitest.
 */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';

const CLUSTERS = [
  { name: 'without accounts, 1 of 2', accounting: '0', shard: '1/2', port: '24817' },
  { name: 'without accounts, 2 of 2', accounting: '0', shard: '2/2', port: '25817' },
  { name: 'with accounts, 1 of 2', accounting: '1', shard: '1/2', port: '26817' },
  { name: 'with accounts, 2 of 2', accounting: '1', shard: '2/2', port: '27817' },
];

// Once for all of them. Where it cannot, it says why, and so do the tests, which are then skipped.
await execa('test/support/slurm/up.sh', ['--install-only', '--with-accounting'], {
  stdio: ['ignore', 'ignore', 'inherit'],
  reject: false,
});

const ends = await Promise.all(CLUSTERS.map(run));
process.exitCode = ends.every(({ exitCode }) => exitCode === 0) ? 0 : 1;

function run({ name, accounting, shard, port }, index) {
  const say = function* (line) {
    yield `[${name}] ${line}`;
  };
  return execa(
    'vitest',
    ['run', '--config', 'vitest.slurm.config.ts', '--passWithNoTests', `--shard=${shard}`, ...process.argv.slice(2)],
    {
      preferLocal: true,
      reject: false,
      stdin: 'ignore',
      stdout: [say, 'inherit'],
      stderr: [say, 'inherit'],
      env: {
        OC_SLURM_ACCOUNTING: accounting,
        OC_SLURM_REPORT: String(index),
        SLURM_TEST_DIR: join(tmpdir(), `oc-slurm-test-${index}`),
        SLURM_TEST_PORT: port,
      },
    },
  );
}
