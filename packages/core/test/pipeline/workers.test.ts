import { availableParallelism } from 'node:os';
import type { Runner } from 'oc-sdk';
import { describe, expect, it } from 'vitest';
import type { ModelBlock } from '../../src/config/types.ts';
import { evalLimits, workerLimits } from '../../src/pipeline/workers.ts';

const cores = availableParallelism();

describe('workerLimits', () => {
  it('gives in-process models on the CPU a worker per core', async () => {
    const limits = await workerLimits([model({})], runner(), undefined);
    expect(limits).toMatchObject({ total: cores, cpus: 1, gpus: undefined });
  });

  it('gives an endpoint one worker, whatever max_num_workers says', async () => {
    const endpoint = model({ location: 'endpoint' });
    expect((await workerLimits([endpoint], runner(), undefined)).total).toBe(1);
    expect((await workerLimits([endpoint], runner(), 8)).of(endpoint)).toBe(1);
  });

  it('gives models on GPUs as many workers as slots hold', async () => {
    const limits = await workerLimits([model({ numGpus: 2 })], runner(8, 8), undefined);
    expect(limits).toMatchObject({ total: 4, gpus: 8 });
  });

  it('does not look for GPUs where no model wants one', async () => {
    const never: Runner = { ...runner(), capacity: () => Promise.reject(new Error('asked')) };
    await expect(workerLimits([model({})], never, 1)).resolves.toMatchObject({ total: 1 });
  });

  it('refuses a model that no machine of the runner can hold', async () => {
    await expect(workerLimits([model({ numGpus: 4 })], runner(2, 2), 1)).rejects.toMatchObject({
      code: 'GPUS_UNAVAILABLE',
      message: 'm wants 4 GPUs, and there are 2',
    });
  });

  it('leaves GPUs to engines that queue', async () => {
    const limits = await workerLimits([model({ numGpus: 4 })], runner(), 3);
    expect(limits).toMatchObject({ total: 3, gpus: undefined });
  });

  it('takes max_num_workers as it is', async () => {
    expect((await workerLimits([model({})], runner(), 7)).total).toBe(7);
    expect(evalLimits(3).total).toBe(3);
    expect(evalLimits(undefined).total).toBe(cores);
  });
});

function model({ numGpus = 0, location = 'process' }: { numGpus?: number; location?: string }): ModelBlock {
  return { abbr: 'm', numGpus, plugin: { plugin: { location } } } as ModelBlock;
}

/** Without slots: one that queues elsewhere. */
function runner(slots?: number, perJob = 0): Runner {
  return {
    run: () => Promise.resolve({ status: 'succeeded' }),
    describe: () => '',
    capacity: () => Promise.resolve(slots === undefined ? undefined : { gpus: slots, gpusPerJob: perJob, cpus: cores }),
  };
}
