import { createPlugin, partitionerContract } from 'oc-conformance';
import { describe, it } from 'vitest';
import size from '../src/index.ts';

describe('the size partitioner keeps the contract', () => {
  for (const { name, run } of partitionerContract(size)) it(name, run);
});

describe('the size partitioner keeps the contract when it cuts finely', () => {
  const create = () => createPlugin(size, { max_task_size: 100, gen_task_coef: 1, strategy: 'split' });
  for (const { name, run } of partitionerContract(create)) it(name, run);
});
