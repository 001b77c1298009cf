import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished } from 'vitest';
import { datasetBlock, echoBlock, questions, smallTasks } from './blocks.ts';
import { type DlcServer, type DlcServerOptions, startDlcServer } from './dlc/server.ts';
import { type Running, startCli } from './run-cli.ts';
import { answeredRows, rows, unendedClaims } from './run-files.ts';
import { type Project, tempProject } from './temp-project.ts';
import { waitFor } from './wait-for.ts';

const BIN = fileURLToPath(new URL('./dlc/bin', import.meta.url));

export const TRANSPORTS = ['cli', 'openapi'] as const;

/** What a config says of its jobs at least. */
export const CFG = { workspace_id: '259315', resource_id: 'quota1', worker_image: 'image', data_sources: ['d-a'] };

/** The keys of `aliyun_cfg` of a test, which asks more often than users do. */
export const QUICK_CFG = { ...CFG, dlc_sleep_time: 0.2 };

export async function dlcServer(options: DlcServerOptions = {}): Promise<DlcServer> {
  const server = await startDlcServer(options);
  onTestFinished(() => server.close());
  return server;
}

/** Starts `oc-core` with the test's `dlc` on its PATH and credentials for the server. */
export function startAtDlc(project: Project, server: DlcServer, ...args: string[]): Running {
  return startCli(project, args, { ...server.environment, PATH: `${BIN}:${process.env.PATH}` });
}

/** A project with so many slow samples in tasks of two, three workers at DLC, and a block of a runner to change. */
export async function dlcProject(server: DlcServer, samples: number, runner: object = {}): Promise<Project> {
  const one = {
    prompt_template: { template: '{question}' },
    inferencer: { type: 'gen', max_out_len: 64, batch_size: 1 },
  };
  const block = {
    ...{ type: 'dlc', max_num_workers: 3, transport: 'openapi', endpoint: server.url, probe: false },
    ...{ calls_per_second: 50, aliyun_cfg: QUICK_CFG },
  };
  const project = await tempProject({
    'config.yaml': {
      models: [echoBlock({ delay_ms: 100 })],
      datasets: [datasetBlock('d', { infer_cfg: one })],
      infer: { partitioner: smallTasks(2), runner: { ...block, ...runner } },
    },
  });
  await project.writeRows('data/d.jsonl', questions(samples));
  return project;
}

/** Resolves when there are at least so many answers. */
export async function answers(project: Project, least: number): Promise<void> {
  await waitFor('answers', async () => {
    if ((await project.runs()).length === 0) return false;
    return (await answeredRows(await project.latestRun(), 'echo', 'd')).length >= least;
  });
}

/** Every sample was answered, and stored once. */
export async function expectComplete(project: Project, samples: number): Promise<void> {
  const run = await project.latestRun();
  expect(await answeredRows(run, 'echo', 'd')).toEqual(rows(samples));
  expect(await unendedClaims(run, 'infer')).toEqual([]);
}

/** Where the n-th job of the service has its files. */
export async function folderOfJob(project: Project, { service }: DlcServer, n: number): Promise<string> {
  return join((await project.latestRun()).root, 'dlc', service.jobs[n]?.name ?? '');
}

/** Texts of all files of the latest run. */
export async function textsOfRun(project: Project): Promise<string> {
  const { root } = await project.latestRun();
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  return (await Promise.all(files.map((file) => readFile(file, 'utf8')))).join('\n');
}
