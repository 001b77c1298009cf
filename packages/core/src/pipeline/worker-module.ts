import type { Logger } from 'oc-sdk';
import type { Stage } from 'oc-sdk/run-directory';

/** What `oc-worker` exports, as far as `--debug` uses it: core must not depend on it to be built. */
export interface WorkerModule {
  runWorker(args: WorkerArguments, control: WorkerControl): Promise<number>;
}

export interface WorkerArguments {
  readonly runDirectory: string;
  readonly stage: Stage;
  readonly plan: number;
  readonly model: string;
  readonly worker: string;
  readonly searchFrom: readonly string[];
}

export interface WorkerControl {
  readonly logger: Logger;
  readonly stopping: AbortSignal;
  readonly aborted: AbortSignal;
}

export async function loadWorker(): Promise<WorkerModule> {
  return (await import(import.meta.resolve('oc-worker'))) as WorkerModule;
}
