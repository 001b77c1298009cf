import { describe, expect, it } from 'vitest';
import { classifyRefusal } from '../../src/submit/refusal.ts';
import { BATCH_SCRIPT, JOB_PROGRAM } from '../../src/submit/submission.ts';
import { type SubmitRequest, submitArguments } from '../../src/submit/submit-arguments.ts';
import { NO_SETTINGS } from '../support/jobs.ts';

const NEEDS = { gpus: 0, cpus: undefined, memoryMiB: undefined, timeLimitMinutes: undefined };

function args(more: Partial<SubmitRequest> = {}): string[] {
  const base = { name: 'oc-ab-1', comment: 'oc-core infer m', folder: '/run/slurm/oc-ab-1', count: 1, detached: false };
  return submitArguments({ ...base, atOnce: Infinity, needs: NEEDS, settings: NO_SETTINGS, excluded: [], ...more });
}

describe('the arguments of sbatch', () => {
  it('name the script, the program and the folder last, and nothing of the job', () => {
    expect(args().slice(-4)).toEqual([BATCH_SCRIPT, process.execPath, JOB_PROGRAM, '/run/slurm/oc-ab-1']);
  });

  it('make an array of several jobs, none of one', () => {
    expect(args({ count: 3 })).toContain('--array=0-2');
    expect(args().join(' ')).not.toContain('--array');
  });

  it('let no more elements of an array run at once than may', () => {
    expect(args({ count: 10, atOnce: 4 })).toContain('--array=0-9%4');
    expect(args({ count: 4, atOnce: 4 })).toContain('--array=0-3');
  });

  it('say what the jobs need, and where they may run', () => {
    const needs = { gpus: 2, cpus: 8, memoryMiB: 1024, timeLimitMinutes: 90 };
    const settings = { ...NO_SETTINGS, partition: 'gpu', qos: 'high', exclude: ['a1'], extraArgs: ['--exclusive'] };
    expect(args({ needs, settings, excluded: ['a2'] })).toEqual(
      expect.arrayContaining([
        ...['--partition=gpu', '--qos=high', '--gres=gpu:2', '--cpus-per-task=8', '--mem=1024M', '--time=90'],
        ...['--signal=B:USR2@300', '--exclude=a1,a2', '--exclusive'],
      ]),
    );
  });

  it('keep names out of trouble', () => {
    expect(args({ comment: 'a "b"; $(touch x)\n`c` ü' })).toContain('--comment=a -b- -touch x-c- -');
  });

  it('let Slurm start the jobs again only when nobody else will', () => {
    expect(args()).toContain('--no-requeue');
    expect(args({ detached: true })).toContain('--requeue');
  });
});

describe('a refusal', () => {
  it.each([
    ['sbatch: error: invalid partition specified: nosuch', 'never'],
    ["sbatch: unrecognized option '--quotatype=auto'", 'never'],
    [
      'sbatch: error: QOSMaxGRESPerJob | sbatch: error: Job violates accounting/QOS policy (job submit limit, ...)',
      'never',
    ],
    ['sbatch: error: QOSMaxSubmitJobPerUserLimit | sbatch: error: Job violates accounting/QOS policy', 'limit'],
    ['sbatch: error: AssocMaxSubmitJobLimit', 'limit'],
    ['Batch job submission failed: Socket timed out on send/recv operation', 'unknown'],
    ['Batch job submission failed: Unable to contact slurm controller (connect failure)', 'unknown'],
    ['sbatch: fatal: Could not establish a configuration source', 'unknown'],
  ])('%s: %s', (message, kind) => {
    expect(classifyRefusal(message)).toBe(kind);
  });
});
