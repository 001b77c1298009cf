import { existsSync } from 'node:fs';
import { describe, expect, inject, it } from 'vitest';
import { ownCluster } from '../../../../test/support/slurm/suite.ts';
import { control, nodeJob, temporaryFolder, testRunner } from '../support/jobs.ts';

const hasControlGroups = existsSync('/sys/fs/cgroup/memory');

/** Nodes that hold jobs to their memory by control groups, as most clusters do. */
describe.skipIf('skipped' in inject('cluster') || !hasControlGroups)('a cluster with control groups', () => {
  const environment = ownCluster('cgroup', 500, { nodes: 1, gpusPerNode: 0, accounting: false, controlGroups: true });

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
