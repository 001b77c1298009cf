import { defineConfig } from 'vitest/config';
import fast from './vitest.config.ts';

/** What takes minutes or a registry: `npm run test:slow`, and CI. Everything else is as in the fast suites. */
export default defineConfig({
  test: {
    ...fast.test,
    include: ['**/*.slow.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**', '**/fixtures/**'],
    testTimeout: 300_000,
    hookTimeout: 600_000,
    reporters: ['default', ['json', { outputFile: '.test-report.slow.json' }]],
  },
});
