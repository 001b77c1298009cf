/**
 * `npm run test:slurm`: the tests on a real Slurm cluster, on one that keeps accounts and on one that does not, side by
 * side: they wait more than they work. Further arguments go to Vitest.
 */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';

const HALVES = [
  { name: 'without accounts', accounting: '0', port: '26817' },
  { name: 'with accounts', accounting: '1', port: '27817' },
];

// Once for both halves. Where it cannot, it says why, and so do the tests, which are then skipped.
await execa('test/support/slurm/up.sh', ['--install-only', '--with-accounting'], {
  stdio: ['ignore', 'ignore', 'inherit'],
  reject: false,
});

const ends = await Promise.all(HALVES.map(run));
process.exitCode = ends.every(({ exitCode }) => exitCode === 0) ? 0 : 1;

function run({ name, accounting, port }) {
  const say = function* (line) {
    yield `[${name}] ${line}`;
  };
  return execa('vitest', ['run', '--config', 'vitest.slurm.config.ts', ...process.argv.slice(2)], {
    preferLocal: true,
    reject: false,
    stdin: 'ignore',
    stdout: [say, 'inherit'],
    stderr: [say, 'inherit'],
    env: {
      OC_SLURM_ACCOUNTING: accounting,
      SLURM_TEST_DIR: join(tmpdir(), `oc-slurm-test-${accounting}`),
      SLURM_TEST_PORT: port,
    },
  });
}
