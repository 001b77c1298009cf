import { inject } from 'vitest';

/** Programs of Slurm find the cluster by SLURM_CONF; the daemons are where users do not look. */
const cluster = inject('cluster');
if (!('skipped' in cluster)) Object.assign(process.env, cluster.environment);
process.env.PATH = `${process.env.PATH}:/usr/sbin:/sbin`;
