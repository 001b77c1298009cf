#!/usr/bin/env node
/**
 * Sums the last reports of the tests of all packages: `N passed, N failed`; exit code 1 if something failed.
 * A package whose tests left no report counts as a failure, and so does a report that is not a success though no
 * test failed (a file that could not be loaded, an error outside of the tests).
 *
 *     node tools/test-totals.mjs           the fast suites
 *     node tools/test-totals.mjs --slow    and the slow ones
 *     ... --slurm                          and those on a Slurm cluster
 *     ... --failed-commands 2              and so many failures of something else
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const REPORTS = { test: '.test-report.json', 'test:slow': '.test-report.slow.json' };
const root = fileURLToPath(new URL('..', import.meta.url));
const { values: flags } = parseArgs({
  options: {
    slow: { type: 'boolean', default: false },
    slurm: { type: 'boolean', default: false },
    'failed-commands': { type: 'string', default: '0' },
  },
});

const scripts = flags.slow ? ['test', 'test:slow'] : ['test'];
const totals = packageFolders().flatMap((folder) => scripts.flatMap((script) => totalOf(folder, script)));
if (flags.slurm)
  for (const part of [0, 1, 2, 3]) totals.push(reportOf('.', `.test-report.slurm-${part}.json`, 'test:slurm'));
const passed = sum(totals.map((total) => total.passed));
const failed = sum(totals.map((total) => total.failed)) + Number(flags['failed-commands']);
for (const { folder, failed, reason } of totals) if (failed > 0) console.log(`${folder}: ${reason}`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

function packageFolders() {
  const { workspaces } = readJson('package.json');
  return workspaces.flatMap((pattern) => {
    if (!pattern.endsWith('/*')) return [pattern];
    const parent = pattern.slice(0, -2);
    return readdirSync(join(root, parent)).map((name) => `${parent}/${name}`);
  });
}

function totalOf(folder, script) {
  if (readJson(folder, 'package.json').scripts?.[script] === undefined) return [];
  return [reportOf(folder, REPORTS[script], script)];
}

function reportOf(folder, file, script) {
  if (!existsSync(join(root, folder, file))) {
    return { folder, passed: 0, failed: 1, reason: `no report of "npm run ${script}"` };
  }
  const { success, numPassedTests, numFailedTests } = readJson(folder, file);
  const failed = success ? 0 : Math.max(1, numFailedTests);
  return { folder, passed: numPassedTests, failed, reason: `${failed} failed in "npm run ${script}"` };
}

function readJson(...path) {
  return JSON.parse(readFileSync(join(root, ...path), 'utf8'));
}

function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}
