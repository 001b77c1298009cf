import { createPlugin, pluginContract, runnerContract } from 'oc-conformance';
import { isOcError } from 'oc-sdk';
import { describe, expect, it } from 'vitest';
import local from '../src/index.ts';

describe('the contract of a plugin', () => {
  for (const { name, run } of pluginContract(local)) it(name, run);
});

describe('the contract of a runner', () => {
  const create = () => createPlugin(local, { kill_grace_seconds: 3 });
  for (const { name, run } of runnerContract({ create })) it(name, run);
});

describe('the options', () => {
  it.each([
    [{}, 1],
    [{ max_workers_per_gpu: 2 }, 2],
    [{ max_num_workers_per_gpu: 3 }, 3],
    [{ max_workers_per_gpu: 2, max_num_workers_per_gpu: 2 }, 2],
  ])('say how many jobs share a GPU: %j', async (options, workers) => {
    process.env.CUDA_VISIBLE_DEVICES = '0,1';
    try {
      const runner = await createPlugin(local, options);
      expect(await runner.capacity?.()).toMatchObject({ gpus: 2 * workers, gpusPerJob: 2 });
    } finally {
      delete process.env.CUDA_VISIBLE_DEVICES;
    }
  });

  it('may not say it twice', async () => {
    const options = { max_workers_per_gpu: 2, max_num_workers_per_gpu: 3 };
    const error: unknown = await createPlugin(local, options).catch((reason: unknown) => reason);
    expect(isOcError(error) && error.code).toBe('WORKERS_PER_GPU_TWICE');
  });
});
