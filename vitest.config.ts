import { defineConfig } from 'vitest/config';

/** One configuration for every package: `nx test PACKAGE` runs it with that package's folder as root. */
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', '*.test.ts', 'end-to-end/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**', '**/fixtures/**', '**/*.slow.test.ts'],
    // Real child processes on a busy machine: a limit that only a hang reaches.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 30_000 } },
    pool: 'forks',
    maxWorkers: 2,
    env: { FORCE_COLOR: '0', NO_COLOR: '1' },
    reporters: ['default', ['json', { outputFile: '.test-report.json' }]],
  },
});
