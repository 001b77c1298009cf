import { defineRunner, type OptionsOf } from 'oc-sdk';
import { bothWorkersPerGpu } from './errors.ts';
import { localRunner } from './local-runner.ts';

const optionsSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    max_workers_per_gpu: {
      type: 'integer',
      minimum: 1,
      description: 'Jobs that may share one GPU. Default: 1.',
    },
    max_num_workers_per_gpu: {
      type: 'integer',
      minimum: 1,
      description: 'Another name of max_workers_per_gpu.',
    },
    kill_grace_seconds: {
      type: 'number',
      minimum: 0,
      maximum: 86_400,
      default: 15,
      description: 'Time that a job which is to end has to finish what is in flight, before it is killed.',
    },
  },
} as const;

type Options = OptionsOf<typeof optionsSchema>;

/** Runs jobs as processes of this machine; each gets GPUs of its own. */
export default defineRunner({
  name: 'local',
  summary: 'Runs jobs as processes on this machine and gives each its GPUs.',
  optionsSchema,
  create: (options: Options, { logger }) =>
    localRunner({
      workersPerGpu: workersPerGpu(options),
      killGraceMs: options.kill_grace_seconds * 1000,
      environment: process.env,
      logger,
    }),
});

function workersPerGpu({ max_workers_per_gpu: value, max_num_workers_per_gpu: alias }: Options): number {
  if (value !== undefined && alias !== undefined && value !== alias) throw bothWorkersPerGpu(value, alias);
  return value ?? alias ?? 1;
}
