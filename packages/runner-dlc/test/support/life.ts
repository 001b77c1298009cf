import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Job, JobOutcome } from 'oc-sdk';
import { ManualClock } from '../../../../test/support/dlc/manual-clock.ts';
import type { DlcServerOptions } from '../../../../test/support/dlc/server.ts';
import type { Service } from '../../../../test/support/dlc/service.ts';
import type { SimulatedJob } from '../../../../test/support/dlc/simulated-job.ts';
import {
  control,
  nodeJob,
  type TestRunner,
  type TestRunnerOptions,
  temporaryFolder,
  testRunner,
  testServer,
} from './runner.ts';

/** A job at DLC whose service and runner keep one clock, which the test advances. Its command really runs. */
export interface Life {
  readonly clock: ManualClock;
  readonly service: Service;
  readonly folder: string;
  readonly runner: TestRunner;
  readonly job: Job;
  readonly watching: ReturnType<typeof control>;
  readonly abort: AbortController;
  /** Starts the run of the job. */
  run(): Promise<JobOutcome>;
  /** Lets time pass until a run has ended. */
  end(running: Promise<JobOutcome> | undefined): Promise<JobOutcome | undefined>;
  /** Another runner on the same run. */
  another(more?: Partial<TestRunnerOptions>): TestRunner;
  /** Resolves when the command has printed a line. */
  begun(): Promise<void>;
  /** Lets a program of {@link waits} end. */
  letGo(): Promise<void>;
  /** The n-th job of the service, once it is there and in a status. */
  at(n: number, status: string): Promise<SimulatedJob>;
}

export interface LifeOptions extends Partial<TestRunnerOptions> {
  readonly of?: DlcServerOptions;
}

export async function lifeOf(program: string, { of, ...more }: LifeOptions = {}): Promise<Life> {
  const clock = new ManualClock();
  const server = await testServer({ now: clock.now, sleep: clock.sleep, ...of });
  const { service } = server;
  const folder = await temporaryFolder();
  const another = (other: Partial<TestRunnerOptions> = {}) => testRunner({ server, folder, clock, ...more, ...other });
  const runner = another();
  const job = nodeJob(folder, 'one', program);
  const abort = new AbortController();
  const watching = control(abort.signal);
  return {
    ...{ clock, service, folder, runner, job, watching, abort, another },
    run: () => runner.run(job, watching),
    end: (running) => clock.settled(Promise.resolve(running)),
    begun: () => clock.until(async () => (await readFile(job.logFile, 'utf8').catch(() => '')).includes('\n')),
    letGo: () => writeFile(join(folder, 'go'), ''),
    async at(n, status) {
      await clock.until(() => service.jobs[n]?.status === status);
      return service.jobs[n] as SimulatedJob;
    },
  };
}

/** A program that says that it is there, and ends with an exit code when it is let go. */
export function waits(exitCode: number): string {
  return `console.log('here'); setInterval(() => require('node:fs').existsSync('go') && process.exit(${exitCode}), 10);`;
}
