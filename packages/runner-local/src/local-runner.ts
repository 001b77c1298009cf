import { availableParallelism } from 'node:os';
import type { Logger, Runner } from 'oc-sdk';
import { endOrphan } from './adopt.ts';
import { describeJob } from './describe.ts';
import { Gpus } from './gpus.ts';
import { runJob } from './run-job.ts';

export interface LocalRunnerSettings {
  /** Jobs that may share one GPU. */
  readonly workersPerGpu: number;
  /** Milliseconds between SIGTERM and SIGKILL. */
  readonly killGraceMs: number;
  /** What jobs inherit, and where the GPU variables and the PATH are read. */
  readonly environment: NodeJS.ProcessEnv;
  readonly logger: Logger;
}

/** A runner whose jobs are processes of this machine. Nothing is started or looked up before it is needed. */
export function localRunner({ workersPerGpu, killGraceMs, environment, logger }: LocalRunnerSettings): Runner {
  const gpus = new Gpus({ environment, workersPerGpu, logger });
  return {
    run: (job, control) => runJob(job, control, { gpus, environment, killGraceMs }),
    adopt: (job, nativeId, { logger }) => endOrphan(job, nativeId, { killGraceMs, logger }),
    describe: (job) => describeJob(job, gpus.known?.variable),
    async capacity() {
      const { ids } = await gpus.devices();
      return { gpus: ids.length * workersPerGpu, gpusPerJob: ids.length, cpus: availableParallelism() };
    },
    // A job's processes are gone when its `run` resolves, so there is nothing left to end.
    close: async () => {},
  };
}
