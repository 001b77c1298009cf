import { createPlugin, partitionerContract } from 'oc-conformance';
import { describe, it } from 'vitest';
import numWorker from '../src/index.ts';

describe('the num-worker partitioner keeps the contract', () => {
  for (const { name, run } of partitionerContract(numWorker)) it(name, run);
});

describe('the num-worker partitioner keeps the contract when it cuts finely', () => {
  const create = () => createPlugin(numWorker, { num_split: 10_000, min_task_size: 1, strategy: 'split' });
  for (const { name, run } of partitionerContract(create)) it(name, run);
});
