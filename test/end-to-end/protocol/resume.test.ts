import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { datasetBlock, openAiBlock, questions, smallTasks } from '../../support/blocks.ts';
import type { OpenAiServer } from '../../support/openai-server.ts';
import { runCli, startCli } from '../../support/run-cli.ts';
import { answeredRows, fingerprints, result, rows } from '../../support/run-files.ts';
import { testServer } from '../../support/server.ts';
import { type Project, tempProject } from '../../support/temp-project.ts';
import { waitFor } from '../../support/wait-for.ts';

const SIZE = 12;

describe('a run that is continued', () => {
  it('asks only the rest after --limit, whatever the partitioner and the number of workers now are', async () => {
    const { server, project } = await served();
    expect(await runCli(project, 'config.yaml', '--limit', '5')).toMatchObject({ exitCode: 0 });
    expect(server.requests).toHaveLength(2 * 5);
    const run = await project.latestRun();
    expect(await result(run, 'served', 'a')).toMatchObject({ oc: { samples: 5 } });

    await change(project, { infer: { partitioner: 'naive', runner: { type: 'local', max_num_workers: 1 } } });
    const { exitCode, stderr } = await runCli(project, 'config.yaml', '-r', 'latest');

    expect(exitCode, stderr).toBe(0);
    expect(prompts(server)).toEqual([...questions(SIZE, 'a'), ...questions(SIZE, 'b')].map(asPrompt).sort());
    expect(await answeredRows(run, 'served', 'a')).toEqual(rows(SIZE));
    expect(await result(run, 'served', 'a')).toMatchObject({ oc: { samples: SIZE } });
  });

  it('asks each sample once over three cuts of the work', async () => {
    const { server, project } = await served({ latencyMs: 60 });
    for (const [stop, partitioner] of [
      [4, smallTasks(3)],
      [13, { type: 'num_worker', num_worker: 3 }],
    ] as const) {
      await change(project, { infer: { partitioner, runner: { type: 'local', max_num_workers: 3 } } });
      const cli = startCli(project, ['config.yaml', '-r', 'latest']);
      await waitFor('requests', () => server.requests.length >= stop);
      cli.kill('SIGINT');
      expect((await cli.finished).exitCode).toBe(130);
    }
    expect(await runCli(project, 'config.yaml', '-r')).toMatchObject({ exitCode: 0 });
    expect(await project.runs()).toHaveLength(1);
    expect(prompts(server)).toEqual([...questions(SIZE, 'a'), ...questions(SIZE, 'b')].map(asPrompt).sort());
  });

  it('redoes nothing for another key, address, batch size or number of workers', async () => {
    const { server, project } = await finished();
    const other = await testServer();
    await change(project, {
      models: [openAiBlock(other.url, { key: 'another', concurrency: 1, batch_size: 3 })],
      infer: { partitioner: smallTasks(1), runner: { type: 'local', max_num_workers: 2 } },
    });
    const { exitCode, stdout } = await runCli(project, 'config.yaml', '-r', 'latest');
    expect([exitCode, other.requests.length, server.requests.length]).toEqual([0, 0, 2 * SIZE]);
    expect(stdout).toContain('100.00');
  });

  it('redoes only the dataset whose prompt changed', async () => {
    const { server, project } = await finished();
    const changed = datasetBlock('b', {
      infer_cfg: { prompt_template: { template: 'Say {question}' }, inferencer: { type: 'gen', max_out_len: 64 } },
    });
    await change(project, { datasets: [datasetBlock('a'), changed] });
    expect(await runCli(project, 'config.yaml', '-r', 'latest')).toMatchObject({ exitCode: 0 });
    expect(prompts(server).filter((prompt) => prompt.startsWith('Say b'))).toHaveLength(SIZE);
    expect(server.requests).toHaveLength(3 * SIZE);
    const run = await project.latestRun();
    expect(await fingerprints(run, 'served', 'b')).toHaveLength(2);
    expect(await result(run, 'served', 'b')).toMatchObject({ accuracy: 0 });
  });

  it('redoes only the dataset whose data changed, even at the same size', async () => {
    const { server, project } = await finished();
    await project.writeRows('data/b.jsonl', questions(SIZE, 'c'));
    expect(await runCli(project, 'config.yaml', '-r', 'latest')).toMatchObject({ exitCode: 0 });
    expect(server.requests).toHaveLength(3 * SIZE);
    expect(prompts(server).filter((prompt) => prompt.startsWith('c'))).toHaveLength(SIZE);
  });

  it('asks nothing where only the scoring changed, and scores anew', async () => {
    const { server, project } = await finished();
    const evaluated = { evaluator: { type: 'accuracy' }, pred_postprocessor: { type: 'first-line' } };
    await project.writeRows('data/b.jsonl', questions(SIZE, 'b'));
    await change(project, { datasets: [datasetBlock('a'), datasetBlock('b', { eval_cfg: evaluated })] });
    const run = await project.latestRun();
    const before = await result(run, 'served', 'b');
    const { exitCode, stderr } = await runCli(project, 'config.yaml', '-r', 'latest');
    expect(exitCode, stderr).toBe(0);
    expect(server.requests).toHaveLength(2 * SIZE);
    expect(await result(run, 'served', 'b')).not.toEqual(before);
  });

  it('asks only a dataset that is new in the config', async () => {
    const { server, project } = await finished();
    await project.writeRows('data/n.jsonl', questions(3, 'n'));
    await change(project, { datasets: [datasetBlock('a'), datasetBlock('b'), datasetBlock('n')] });
    expect(await runCli(project, 'config.yaml', '-r', 'latest')).toMatchObject({ exitCode: 0 });
    expect(server.requests).toHaveLength(2 * SIZE + 3);
  });
});

async function served(options: { latencyMs?: number } = {}): Promise<{ server: OpenAiServer; project: Project }> {
  const server = await testServer(options);
  const project = await tempProject({ 'config.yaml': configOf(server) });
  await project.writeRows('data/a.jsonl', questions(SIZE, 'a'));
  await project.writeRows('data/b.jsonl', questions(SIZE, 'b'));
  return { server, project };
}

async function finished(): Promise<{ server: OpenAiServer; project: Project }> {
  const { server, project } = await served();
  expect(await runCli(project, 'config.yaml')).toMatchObject({ exitCode: 0 });
  expect(server.requests).toHaveLength(2 * SIZE);
  return { server, project };
}

function configOf(server: OpenAiServer): Record<string, unknown> {
  return {
    models: [openAiBlock(server.url, { key: 'one' })],
    datasets: [datasetBlock('a'), datasetBlock('b')],
    infer: { partitioner: smallTasks(4), runner: { type: 'local', max_num_workers: 2 } },
  };
}

async function change(project: Project, changes: object): Promise<void> {
  const config = JSON.parse(await readFile(project.path('config.yaml'), 'utf8'));
  await project.write('config.yaml', { ...config, ...changes });
}

function prompts({ requests }: OpenAiServer): string[] {
  return requests.map(({ prompt }) => prompt).sort();
}

function asPrompt({ question }: { question: string }): string {
  return question;
}
