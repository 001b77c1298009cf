import { readFile } from 'node:fs/promises';
import { expect } from 'vitest';
import { datasetBlock, echoBlock, questions, smallTasks } from '../support/blocks.ts';
import { answeredRows, result, rows, unendedClaims } from '../support/run-files.ts';
import { slurm } from '../support/slurm/suite.ts';
import { type Project, tempProject } from '../support/temp-project.ts';

/** A model that takes its time, on so many workers with a GPU each. */
export async function projectOf(samples: number, workers: number, runner: object = {}): Promise<Project> {
  const one = {
    prompt_template: { template: '{question}' },
    inferencer: { type: 'gen', max_out_len: 64, batch_size: 1 },
  };
  const project = await tempProject({
    'config.yaml': {
      models: [echoBlock({ delay_ms: 200, num_gpus: 1 })],
      datasets: [datasetBlock('d', { infer_cfg: one })],
      infer: { partitioner: smallTasks(2), runner: { type: 'slurm', max_num_workers: workers, ...runner } },
    },
  });
  await project.writeRows('data/d.jsonl', questions(samples));
  return project;
}

/** Ids of the jobs that run, in one partition or in all. */
export async function runningJobs(partition?: string): Promise<string[]> {
  const where = partition === undefined ? [] : ['-p', partition];
  return (await slurm('squeue', '-h', '-r', '-t', 'R', ...where, '-o', '%i')).split('\n').filter(Boolean);
}

export async function expectComplete(project: Project, samples: number): Promise<void> {
  const run = await project.latestRun();
  expect(await answeredRows(run, 'echo', 'd')).toEqual(rows(samples));
  expect(await result(run, 'echo', 'd')).toMatchObject({ accuracy: 100 });
  expect(await unendedClaims(run, 'infer')).toEqual([]);
}

/** Whether the latest run has so many answers. */
export async function answersIn(project: Project, count: number): Promise<boolean> {
  if ((await project.runs()).length === 0) return false;
  return (await answeredRows(await project.latestRun(), 'echo', 'd')).length >= count;
}

/** How many jobs of the latest run have ended for a reason. */
export async function endedBy(project: Project, reason: string): Promise<number> {
  if ((await project.runs()).length === 0) return 0;
  const journal = await readFile((await project.latestRun()).stage('infer').jobs, 'utf8').catch(() => '');
  return journal.split(`"reason":"${reason}"`).length - 1;
}
