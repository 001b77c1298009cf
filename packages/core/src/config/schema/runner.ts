import { pluginBlock } from './parts.ts';

/** Core's keys of a runner block; all others are options of the runner plugin. */
export const runnerKeys = {
  type: pluginBlock.properties.type,
  max_num_workers: { type: 'integer', minimum: 1, description: 'Most workers at once.' },
  retry: { type: 'integer', minimum: 0, description: 'How often a failed task is tried again. Default 2.' },
  task: {
    type: 'object',
    additionalProperties: false,
    properties: {
      type: {
        enum: ['infer', 'eval', 'OpenICLInferTask', 'OpenICLEvalTask'],
        description: 'Accepted for old configs: the stage says it already.',
      },
    },
  },
  task_time_limit: { type: 'number', exclusiveMinimum: 0, description: 'Seconds that a task may take.' },
  warn_silent_minutes: {
    type: 'number',
    exclusiveMinimum: 0,
    description: 'Warn when nothing is heard from a worker for so long. Default 10.',
  },
  debug: { type: 'boolean', description: 'One task after the other, output to the terminal. Default false.' },
} as const;
