import type { Needs } from '../lessons.ts';
import type { SlurmSettings } from '../settings.ts';
import { BATCH_SCRIPT, JOB_PROGRAM } from './submission.ts';

export interface SubmitRequest {
  readonly name: string;
  /** For people: squeue shows it with `-O Comment`. */
  readonly comment: string;
  readonly folder: string;
  /** Jobs in this submission. */
  readonly count: number;
  /** How many of them may run at once. */
  readonly atOnce: number;
  readonly needs: Needs;
  readonly settings: SlurmSettings;
  /** Nodes to leave out besides those of the options. */
  readonly excluded: readonly string[];
  /** Left alone, jobs are to be queued again by Slurm: nobody else would. */
  readonly detached: boolean;
}

/** The arguments of `sbatch` for an array, or for a single job. Pure. */
export function submitArguments(request: SubmitRequest): string[] {
  const { name, folder, count, atOnce, detached } = request;
  const element = count > 1 ? '%a' : '0';
  return [
    '--parsable',
    `--job-name=${name}`,
    `--comment=${plain(request.comment)}`,
    ...(count > 1 ? [`--array=0-${count - 1}${atOnce < count ? `%${atOnce}` : ''}`] : []),
    `--chdir=${folder}`,
    // Slurm expands % in the whole path, also in what it puts before a relative one.
    `--output=${folder.replaceAll('%', '%%')}/${element}.slurm.log`,
    '--open-mode=append',
    detached ? '--requeue' : '--no-requeue',
    ...resourceArguments(request),
    BATCH_SCRIPT,
    process.execPath,
    JOB_PROGRAM,
    folder,
  ];
}

/** What is asked of the cluster; `sbatch --test-only` is asked for the same. */
export function resourceArguments({
  needs,
  settings,
  excluded,
}: Pick<SubmitRequest, 'needs' | 'settings' | 'excluded'>) {
  const nodes = [...settings.exclude, ...excluded];
  return [
    '--nodes=1',
    '--ntasks=1',
    ...option('partition', settings.partition),
    ...option('quotatype', settings.quotatype),
    ...option('qos', settings.qos),
    ...option('account', settings.account),
    ...option('gres', needs.gpus > 0 ? `gpu:${needs.gpus}` : undefined),
    ...option('cpus-per-task', needs.cpus),
    ...option('mem', needs.memoryMiB === undefined ? undefined : `${needs.memoryMiB}M`),
    ...option('time', needs.timeLimitMinutes),
    `--signal=B:USR2@${warningSeconds(needs.timeLimitMinutes)}`,
    ...option('exclude', nodes.length > 0 ? nodes.join(',') : undefined),
    ...settings.extraArgs,
  ];
}

/**
 * How long before its time limit a job is told: a tenth of the limit, between 20 s and 5 min; a minute where the limit
 * is the partition's.
 */
function warningSeconds(timeLimitMinutes: number | undefined): number {
  return timeLimitMinutes === undefined ? 60 : Math.min(300, Math.max(20, Math.round(timeLimitMinutes * 6)));
}

function option(name: string, value: string | number | undefined): string[] {
  return value === undefined ? [] : [`--${name}=${value}`];
}

/** A comment is shown in tables and kept in databases: what is not plain becomes a dash. */
function plain(text: string): string {
  return text.replace(/[^\w ./:=+@-]+/g, '-').slice(0, 200);
}
