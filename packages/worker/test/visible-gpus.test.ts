import { describe, expect, it } from 'vitest';
import { visibleGpus } from '../src/visible-gpus.ts';

describe('the GPUs that an environment leaves a process', () => {
  it.each([
    ['by position', { CUDA_VISIBLE_DEVICES: '0, 3' }, ['0', '3']],
    ['by id', { ROCR_VISIBLE_DEVICES: 'GPU-a1' }, ['GPU-a1']],
    ['of Ascend', { CUDA_VISIBLE_DEVICES: '', ASCEND_RT_VISIBLE_DEVICES: '7' }, ['7']],
    ['are none', {}, []],
  ])('%s', (_, env, gpus) => {
    expect(visibleGpus(env)).toEqual(gpus);
  });
});
