import type { Runner } from 'oc-sdk';
import type { ContractCase, Create } from '../case.ts';
import { abortCases } from './abort-cases.ts';
import { arrivalCases } from './arrival-cases.ts';
import { withFolder } from './jobs.ts';
import { outcomeCases } from './outcome-cases.ts';

export interface RunnerContractOptions {
  /** Makes the runner, with a context of your own: `() => createPlugin(plugin, options, { runDirectory })`. */
  readonly create: Create<Runner>;
  /** How long after an abort every process of the job must be gone. Longer than the runner's own grace. Default 15 s. */
  readonly graceMs?: number;
  /** How long a job may take to start. Default 30 s; a cluster may need more. */
  readonly startMs?: number;
  /** A folder that the jobs can reach too. Default: the system's folder for temporary files. */
  readonly folder?: string;
}

/**
 * Cases for a runner. They run real processes: Node programs (`process.execPath`) that write what they see into the
 * case's folder. How many jobs run at once is core's affair, and so is trying again: neither is asked of a runner.
 */
export function runnerContract(options: RunnerContractOptions): ContractCase[] {
  const { create, graceMs = 15_000, startMs = 30_000 } = options;
  return [...outcomeCases, ...arrivalCases, ...abortCases].map(([name, check]) => ({
    name,
    run: () =>
      withFolder(options.folder, async (folder) => {
        const runner = await create();
        try {
          await check({ runner, folder, graceMs, startMs });
        } finally {
          await runner.close?.();
        }
      }),
  }));
}
