import { createPlugin, partitionerContract } from 'oc-conformance';
import { describe, it } from 'vitest';
import balanced from '../src/index.ts';

describe('the balanced partitioner keeps the contract', () => {
  for (const { name, run } of partitionerContract(balanced)) it(name, run);
});

describe('the balanced partitioner keeps the contract when it cuts finely', () => {
  const create = () => createPlugin(balanced, { tasks_per_worker: 100, min_task_seconds: 0 });
  for (const { name, run } of partitionerContract(create)) it(name, run);
});
