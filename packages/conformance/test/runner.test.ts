import { describe, it } from 'vitest';
import { runnerContract } from '../src/index.ts';
import { groupRunner } from './support/group-runner.ts';

describe('a whole runner keeps the contract', () => {
  for (const { name, run } of runnerContract({ create: () => groupRunner() })) it(name, run);
});
