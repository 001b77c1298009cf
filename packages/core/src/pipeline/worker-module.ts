import type { WorkerArguments, WorkerControl } from 'oc-sdk/run-directory';

/** What `oc-worker` exports, as far as `--debug` uses it: core reaches it by name, not by import. */
export interface WorkerModule {
  runWorker(args: WorkerArguments, control: WorkerControl): Promise<number>;
}

export async function loadWorker(): Promise<WorkerModule> {
  return (await import(import.meta.resolve('oc-worker'))) as WorkerModule;
}
