import { describe, expect, it } from 'vitest';
import { datasetBlock, echoBlock, openAiBlock, questions, smallTasks } from '../../support/blocks.ts';
import { workersOf } from '../../support/processes.ts';
import { runCli, startCli } from '../../support/run-cli.ts';
import { answeredRows, rows } from '../../support/run-files.ts';
import { testServer } from '../../support/server.ts';
import { type Project, tempProject } from '../../support/temp-project.ts';
import { timesAsked } from '../../support/times-asked.ts';
import { waitFor } from '../../support/wait-for.ts';

const SAMPLES = 40;

describe('Ctrl-C', () => {
  for (const after of [1, 13, 37]) {
    it(`keeps the requests in flight, and nothing is asked twice (at request ${after})`, async () => {
      const server = await testServer({ latencyMs: 150 });
      const project = await served(server.url);
      const cli = startCli(project, ['config.yaml']);
      await waitFor('requests', () => server.requests.length >= after);
      cli.kill('SIGINT');
      const end = await cli.finished;
      expect([end.exitCode, end.stderr.includes('bug')]).toEqual([130, false]);
      const run = await project.latestRun();
      expect(await workersOf(run.root)).toEqual([]);
      const askedBefore = server.requests.length;
      expect(await answeredRows(run, 'served', 'd')).toHaveLength(askedBefore);

      const next = await runCli(project, 'config.yaml', '-r', 'latest');

      expect(next.exitCode, next.stderr).toBe(0);
      expect(server.requests).toHaveLength(SAMPLES);
      expect(timesAsked(server).size).toBe(SAMPLES);
      expect(await answeredRows(run, 'served', 'd')).toEqual(rows(SAMPLES));
    });
  }

  it('prints the table of what there is, with the reason for what there is not', async () => {
    const server = await testServer({ latencyMs: 100 });
    const project = await served(server.url);
    const cli = startCli(project, ['config.yaml']);
    await waitFor('requests', () => server.requests.length >= 5);
    cli.kill('SIGINT');
    const { stdout, stderr } = await cli.finished;
    expect(stdout).toMatch(new RegExp(`served / d: stopped: \\d+ of ${SAMPLES} samples are answered`));
    expect(stderr).toContain('-r latest');
  });

  it('twice ends at once, without waiting for answers', async () => {
    const server = await testServer({ fault: () => ({ kind: 'hang' }) });
    const project = await served(server.url);
    const cli = startCli(project, ['config.yaml']);
    await waitFor('requests', () => server.requests.length >= 4);
    cli.kill('SIGINT');
    await waitFor('the answer to the first', () => cli.stderr.includes('finishing the requests in flight'));
    cli.kill('SIGINT');
    expect((await cli.finished).exitCode).toBe(130);
    const { root } = await project.latestRun();
    await waitFor('the end of the workers', async () => (await workersOf(root)).length === 0);
  });

  it('while the model loads ends the run, and a later one does everything', async () => {
    const project = await tempProject({
      'config.yaml': { models: [echoBlock({ load_ms: 3000 })], datasets: [datasetBlock('d')] },
    });
    await project.writeRows('data/d.jsonl', questions(5));
    const cli = startCli(project, ['config.yaml']);
    await waitFor('a worker', async () => (await project.runs()).length > 0 && (await workersAt(project)).length > 0);
    cli.kill('SIGINT');
    expect((await cli.finished).exitCode).toBe(130);
    const next = await runCli(project, 'config.yaml', '-r', 'latest', '--set', 'models.0.load_ms=0');
    expect(next.exitCode, next.stderr).toBe(0);
  });

  it('while the data are still counted is no bug of oc-core', async () => {
    const project = await tempProject({
      'slow.mjs': SLOW_DATASET,
      'config.yaml': { models: [echoBlock()], datasets: [datasetBlock('d', { type: './slow.mjs', path: undefined })] },
    });
    const cli = startCli(project, ['config.yaml']);
    await waitFor('the count', () => cli.stderr.includes('counting'));
    cli.kill('SIGINT');
    const { exitCode, stderr, stdout } = await cli.finished;
    expect(exitCode).toBe(130);
    expect(stderr).not.toContain('bug');
    expect(stdout).toBe('');
    expect(await project.runs()).toEqual([]);
  });
});

describe('SIGTERM', () => {
  it('is as a Ctrl-C with exit code 143', async () => {
    const server = await testServer({ latencyMs: 150 });
    const project = await served(server.url);
    const cli = startCli(project, ['config.yaml']);
    await waitFor('requests', () => server.requests.length >= 9);
    cli.kill('SIGTERM');
    expect((await cli.finished).exitCode).toBe(143);
    expect(await answeredRows(await project.latestRun(), 'served', 'd')).toHaveLength(server.requests.length);
  });
});

const SLOW_DATASET = `export default {
  kind: 'dataset', apiVersion: 1, name: 'slow', summary: 'Never done with counting.',
  optionsSchema: { type: 'object', additionalProperties: false, properties: {} },
  async create(options, { signal }) {
    return {
      async *rows() { yield { index: 0, id: '0', row: { question: 'a', answer: 'a' } }; },
      summarize: () => new Promise((resolve, reject) => {
        process.stderr.write('counting\\n');
        const timer = setInterval(() => {}, 1000);
        signal.addEventListener('abort', () => { clearInterval(timer); reject(signal.reason); });
      }),
    };
  },
};
`;

async function workersAt(project: Project): Promise<number[]> {
  return await workersOf((await project.latestRun()).root);
}

async function served(url: string): Promise<Project> {
  const project = await tempProject({
    'config.yaml': {
      models: [openAiBlock(url)],
      datasets: [datasetBlock('d')],
      infer: { partitioner: smallTasks(6), runner: { type: 'local', max_num_workers: 2 } },
    },
  });
  await project.writeRows('data/d.jsonl', questions(SAMPLES));
  return project;
}
