import { describe, expect, it } from 'vitest';
import { datasetBlock, echoBlock, openAiBlock, questions } from '../../support/blocks.ts';
import { runCli } from '../../support/run-cli.ts';
import { answeredRows, endsOf, result } from '../../support/run-files.ts';
import { testServer } from '../../support/server.ts';
import { type Project, tempProject } from '../../support/temp-project.ts';
import { timesAsked } from '../../support/times-asked.ts';

describe('task_time_limit', () => {
  it('ends a task whose server never answers, tries it again, and the rest is done', async () => {
    const server = await testServer({
      fault: ({ prompt }) => (prompt.startsWith('hang') ? { kind: 'hang' } : undefined),
    });
    const project = await projectOf(openAiBlock(server.url));
    const { exitCode, stdout } = await runCli(project, 'config.yaml');
    expect(exitCode).toBe(1);
    await expectOneGivenUp(project, 'served');
    expect(stdout).toMatch(/served \/ hang: .*time/);
    expect(timesAsked(server).get('hang0')).toBe(2);
  });

  it('ends a task whose model in process hangs though it heeds its signal', async () => {
    const project = await projectOf({ abbr: 'hanging', type: './hanging.mjs', batch_size: 1 });
    const { exitCode } = await runCli(project, 'config.yaml');
    expect(exitCode).toBe(1);
    await expectOneGivenUp(project, 'hanging');
  });

  it('leaves a task alone that takes less', async () => {
    const project = await projectOf(echoBlock(), 1000);
    expect(await runCli(project, 'config.yaml')).toMatchObject({ exitCode: 0 });
  });
});

const HANGING_MODEL = `export default {
  kind: 'model', apiVersion: 1, name: 'hanging', summary: 'Never answers some prompts.', location: 'process',
  optionsSchema: { type: 'object', additionalProperties: false, properties: {} },
  async create() {
    return {
      async *generate(requests, { signal }) {
        for (const { index, prompt } of requests) {
          if (prompt.startsWith('hang')) await hang(signal);
          if (signal.aborted) return;
          yield { index, text: prompt };
        }
      },
      close: async () => {},
    };
  },
};
function hang(signal) {
  return new Promise((resolve) => {
    const timer = setInterval(() => {}, 1000);
    signal.addEventListener('abort', () => { clearInterval(timer); resolve(); });
  });
}
`;

async function expectOneGivenUp(project: Project, model: string): Promise<void> {
  const run = await project.latestRun();
  expect(await answeredRows(run, model, 'hang')).toEqual([]);
  expect(await result(run, model, 'quick')).toMatchObject({ accuracy: 100 });
  expect(await result(run, model, 'later')).toMatchObject({ accuracy: 100 });
  const failed = (await endsOf(run, 'infer')).filter(({ status }) => status === 'failed');
  expect(failed).toMatchObject([{ reason: 'time-limit' }, { reason: 'time-limit' }]);
  expect(new Set(failed.map(({ task }) => task)).size).toBe(1);
}

/** Three datasets, the second of which hangs; a task of each; one try more. */
async function projectOf(model: object, limitSeconds = 1): Promise<Project> {
  const runner = {
    type: 'local',
    max_num_workers: 1,
    retry: 1,
    task_time_limit: limitSeconds,
    kill_grace_seconds: 0.5,
  };
  const project = await tempProject({
    'hanging.mjs': HANGING_MODEL,
    'config.yaml': {
      models: [model],
      datasets: [datasetBlock('quick'), datasetBlock('hang'), datasetBlock('later')],
      infer: { partitioner: 'naive', runner },
    },
  });
  for (const name of ['quick', 'hang', 'later']) await project.writeRows(`data/${name}.jsonl`, questions(4, name));
  return project;
}
