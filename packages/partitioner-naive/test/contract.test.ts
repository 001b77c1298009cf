import { partitionerContract } from 'oc-conformance';
import { describe, it } from 'vitest';
import naive from '../src/index.ts';

describe('the naive partitioner keeps the contract', () => {
  for (const { name, run } of partitionerContract(naive)) it(name, run);
});
