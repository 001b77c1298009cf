import { describeCommand, type Job } from 'oc-sdk';

/**
 * The job as a line to paste into a shell, its variables first. Which GPUs it gets is known only when it starts.
 *
 * @param deviceVariable the variable that will name them, if that is known already
 */
export function describeJob({ command, env, resources: { gpus } }: Job, deviceVariable: string | undefined): string {
  const devices = gpus > 0 ? `<${gpus} GPU${gpus > 1 ? 's' : ''}>` : '';
  const variables =
    gpus > 0 || deviceVariable !== undefined ? { [deviceVariable ?? 'CUDA_VISIBLE_DEVICES']: devices } : {};
  return describeCommand(command, { ...env, ...variables });
}
