import { defineConfig } from 'vitest/config';

/** What `npm run test:slurm` runs: what needs a real Slurm cluster, one file after the other on the one cluster. */
export default defineConfig({
  test: {
    include: ['packages/runner-slurm/test/cluster/**/*.slurm.ts', 'test/slurm/**/*.slurm.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    globalSetup: ['test/support/slurm/global-setup.ts'],
    setupFiles: ['test/support/slurm/setup.ts'],
    testTimeout: 180_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 30_000 } },
    pool: 'forks',
    fileParallelism: false,
    env: { FORCE_COLOR: '0', NO_COLOR: '1' },
    reporters: ['verbose', ['json', { outputFile: `.test-report.slurm-${process.env.OC_SLURM_REPORT ?? 0}.json` }]],
  },
});
