import { OcError } from 'oc-sdk';

/** The option and its other name are both there and differ. */
export function bothWorkersPerGpu(value: number, alias: number): OcError {
  return new OcError({
    code: 'WORKERS_PER_GPU_TWICE',
    message: `max_workers_per_gpu is ${value}, but max_num_workers_per_gpu, its other name, is ${alias}`,
    details: 'Expected: one of the two. Remove max_num_workers_per_gpu from the block of the local runner.',
  });
}
