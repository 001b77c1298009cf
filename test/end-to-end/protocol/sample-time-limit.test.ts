import { describe, expect, it } from 'vitest';
import { datasetBlock, openAiBlock, questions } from '../../support/blocks.ts';
import { runCli } from '../../support/run-cli.ts';
import { answeredRows, endsOf, result, rows, sampleLines } from '../../support/run-files.ts';
import { testServer } from '../../support/server.ts';
import { type Project, tempProject } from '../../support/temp-project.ts';

const SIZE = 40;

describe('sample_time_limit', () => {
  it('fails the one sample that a server never answers', async () => {
    const server = await testServer({ fault: ({ prompt }) => (prompt === 'q7' ? { kind: 'hang' } : undefined) });
    await expectOneTimeout(await projectOf(openAiBlock(server.url, { retry: 2, sample_time_limit: 3 })), 'served');
    // It counts for all tries together.
    expect(server.requests.filter(({ prompt }) => prompt === 'q7')).toHaveLength(1);
  });

  it('fails the one sample for which a model in process never resolves', async () => {
    await expectOneTimeout(await projectOf(hanging('await new Promise(() => setInterval(() => {}, 1000))')), 'hanging');
  });

  it('kills a worker whose model never gives its process back; the other tasks are done', async () => {
    const project = await projectOf(hanging('for (;;);'), ['quick', 'd', 'later']);
    const { exitCode, stdout } = await runCli(project, 'config.yaml');
    expect(exitCode).toBe(1);
    const run = await project.latestRun();
    expect(await result(run, 'hanging', 'quick')).toMatchObject({ accuracy: 100 });
    expect(await result(run, 'hanging', 'later')).toMatchObject({ accuracy: 100 });
    // What was read together with it may fail once for its sake; tried again, each task is asked by itself.
    const failed = (await endsOf(run, 'infer')).filter(({ attempt, status }) => attempt === 1 && status === 'failed');
    expect(failed).toMatchObject([{ task: '1-00001', reason: 'signal' }]);
    expect(stdout).toContain('killed by SIGALRM');
    expect(stdout).toContain('the model has blocked its process for 1 s, twice sample_time_limit');
  });
});

/** Exactly one sample failed, with its cause, and the others have the score. */
async function expectOneTimeout(project: Project, model: string): Promise<void> {
  const { exitCode, stdout } = await runCli(project, 'config.yaml');
  expect(exitCode).toBe(1);
  expect(stdout.replace(/\s+/g, ' ')).toContain(`! ${model} / d: 1 of ${SIZE} samples failed: TIMEOUT (1)`);
  const run = await project.latestRun();
  expect(await answeredRows(run, model, 'd')).toEqual(rows(SIZE).filter((row) => row !== 7));
  expect((await sampleLines(run, model, 'd')).filter(({ status }) => status === 'failed')).toMatchObject([
    { index: 7, error: { code: 'TIMEOUT', message: expect.stringContaining('(sample_time_limit)') } },
  ]);
  expect(await result(run, model, 'd')).toMatchObject({ oc: { coverage: { failed: 1, failures: { TIMEOUT: 1 } } } });
}

/** A model in process that does `hang` when it is asked q7. */
function hanging(hang: string): object {
  const text = `export default {
    kind: 'model', apiVersion: 1, name: 'hanging', summary: 'Never answers one prompt.', location: 'process',
    optionsSchema: { type: 'object', additionalProperties: false, properties: {} },
    async create() {
      return { close: async () => {}, async *generate(requests) {
        for (const { index, prompt } of requests) {
          if (prompt === 'q7') ${hang};
          yield { index, text: prompt };
        }
      } };
    },
  };`;
  return { abbr: 'hanging', type: './hanging.mjs', batch_size: 4, sample_time_limit: 0.5, text };
}

async function projectOf({ text, ...model }: { text?: string }, names = ['d']): Promise<Project> {
  const project = await tempProject({
    ...(text === undefined ? {} : { 'hanging.mjs': text }),
    'config.yaml': {
      models: [model],
      datasets: names.map((name) => datasetBlock(name)),
      infer: { partitioner: 'naive', runner: { type: 'local', max_num_workers: 1, retry: 1 } },
    },
  });
  for (const name of names) await project.writeRows(`data/${name}.jsonl`, questions(SIZE, name === 'd' ? 'q' : name));
  return project;
}
