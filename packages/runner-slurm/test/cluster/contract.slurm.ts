import { createPlugin, runnerContract } from 'oc-conformance';
import { it } from 'vitest';
import { onCluster } from '../../../../test/support/slurm/suite.ts';
import slurm from '../../src/index.ts';
import { temporaryFolder } from '../support/jobs.ts';

onCluster('the contract of a runner, on a cluster', () => {
  const create = async () => createPlugin(slurm, {}, { runDirectory: await temporaryFolder() });
  for (const { name, run } of runnerContract({ create, graceMs: 30_000, startMs: 30_000 })) it(name, run);
});
