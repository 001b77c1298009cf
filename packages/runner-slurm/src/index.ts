import { defineRunner } from 'oc-sdk';
import { type Options, optionsSchema, settingsOf } from './options.ts';
import { TIMING } from './settings.ts';
import { slurmRunner } from './slurm-runner.ts';

/** Runs jobs on a Slurm cluster: arrays of equal jobs, watched by one poll, found again after a crash. */
export default defineRunner({
  name: 'slurm',
  summary: 'Runs jobs on a Slurm cluster.',
  optionsSchema,
  create: (options: Options, { logger, runDirectory, signal }) =>
    slurmRunner({
      settings: settingsOf(options),
      maxGpus: options.max_gpus,
      onInterrupt: options.on_interrupt,
      runDirectory,
      interrupted: signal,
      environment: process.env,
      timing: TIMING,
      logger,
    }),
});
