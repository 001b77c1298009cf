import type { TestProject } from 'vitest/node';
import { type Cluster, startCluster, stopCluster } from './cluster.ts';

declare module 'vitest' {
  interface ProvidedContext {
    cluster: Cluster;
  }
}

/** One cluster for all files: 4 nodes of 4 GPUs; with a database where `OC_SLURM_ACCOUNTING=1`. */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const accounting = process.env.OC_SLURM_ACCOUNTING === '1';
  const cluster = await startCluster({ nodes: 4, gpusPerNode: 4, accounting });
  project.provide('cluster', cluster);
  if ('skipped' in cluster) {
    console.error(`The tests on a Slurm cluster are skipped: ${cluster.skipped}.`);
    return undefined;
  }
  return () => stopCluster();
}
