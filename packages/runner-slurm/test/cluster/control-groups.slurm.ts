import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { startCluster, stopCluster } from '../../../../test/support/slurm/cluster.ts';
import { control, nodeJob, temporaryFolder, testRunner } from '../support/jobs.ts';

const hasControlGroups = existsSync('/sys/fs/cgroup/memory');

/** A cluster of its own, whose nodes hold jobs to their memory by control groups, as most clusters do. */
describe.skipIf('skipped' in inject('cluster') || !hasControlGroups)('a cluster with control groups', () => {
  const place = {
    folder: `${process.env.SLURM_TEST_DIR ?? '/tmp/oc-slurm-test'}-cgroup`,
    port: Number(process.env.SLURM_TEST_PORT ?? 26817) + 500,
  };
  let environment: NodeJS.ProcessEnv = {};

  beforeAll(async () => {
    const cluster = await startCluster({ nodes: 1, gpusPerNode: 0, accounting: false, controlGroups: true, ...place });
    if ('skipped' in cluster) throw new Error(cluster.skipped);
    environment = { ...process.env, ...cluster.environment };
  });

  afterAll(() => stopCluster(place));

  it('kills what uses more than its memory, and the job says so', async () => {
    const folder = await temporaryFolder();
    const runner = testRunner(folder, { environment, settings: { memoryMiB: 200 } });
    const program = `globalThis.kept = []; setInterval(() => kept.push(Buffer.alloc(40e6, 1)), 20);`;
    expect(await runner.run(nodeJob(folder, 'one', program), control())).toMatchObject({
      ...{ status: 'failed', reason: 'out-of-memory' },
      detail: expect.stringMatching(/^Slurm job \d+ on node1: it used more memory than it was given/),
    });
  });
});
