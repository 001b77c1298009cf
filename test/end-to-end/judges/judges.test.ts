import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type OpenAiServer, type OpenAiServerOptions, startOpenAiServer } from '../../support/openai-server.ts';
import { startCli } from '../../support/run-cli.ts';
import { type Project, tempProject } from '../../support/temp-project.ts';

const ROWS = Array.from({ length: 6 }, (_, i) => ({ question: `what is ${i}?`, answer: `${i}` }));

async function judgeServer(options: OpenAiServerOptions = {}): Promise<OpenAiServer> {
  const server = await startOpenAiServer({
    answer: (prompt) => (/\[Answer to check\]\n3\n/.test(prompt) ? 'Fine.\nVerdict: A' : 'Verdict: B'),
    ...options,
  });
  onTestFinished(() => server.close());
  return server;
}

async function project(evaluator: object, more: object = {}): Promise<Project> {
  const made = await tempProject({
    'config.yaml': {
      models: [{ abbr: 'three', type: 'echo', answer: '3' }],
      datasets: [
        {
          abbr: 'd',
          type: 'jsonl',
          path: 'd.jsonl',
          reader_cfg: { input_columns: ['question'], output_column: 'answer' },
          infer_cfg: { prompt_template: '{question}', inferencer: 'gen' },
          eval_cfg: { evaluator },
        },
      ],
      ...more,
    },
    'models/my-judge.yaml': {
      type: 'openai',
      path: 'judge-model',
      base_url: '${env:JUDGE_URL}',
      key: '${env:JUDGE_KEY}',
      retry: 0,
      concurrency: 3,
    },
  });
  await made.writeRows('d.jsonl', ROWS);
  return made;
}

async function resultOf(made: Project): Promise<Record<string, unknown>> {
  return JSON.parse(await readFile((await made.latestRun()).result('three', 'd'), 'utf8'));
}

const KEY = 'key-that-nobody-may-see';
const run = (made: Project, url: string, ...args: string[]) =>
  startCli(made, ['config.yaml', ...args], { JUDGE_URL: url, JUDGE_KEY: KEY }).finished;

describe('a judge', () => {
  it('is found by its name, kept busy, and leaves its key nowhere', async () => {
    const server = await judgeServer({ latencyMs: 50 });
    const made = await project({ type: 'llm-judge', judge_cfg: 'my-judge' });
    const { exitCode, stderr } = await run(made, server.url);
    expect(`${exitCode} ${stderr}`).toMatch(/^0 /);
    expect(await resultOf(made)).toMatchObject({ accuracy: 100, judge_unparsed: 0 });
    // Equal answers to different questions are different prompts.
    expect(server.requests).toHaveLength(6);
    expect(server.peak).toBe(3);
    expect(server.requests[0]?.headers.authorization).toBe(`Bearer ${KEY}`);
    for (const entry of await readdir(made.root, { recursive: true, withFileTypes: true })) {
      if (entry.isFile()) expect(await readFile(join(entry.parentPath, entry.name), 'utf8')).not.toContain(KEY);
    }
  });

  it('is asked again only about what failed, and its address does not count to the score', async () => {
    let broken = true;
    const fault = ({ prompt }: { prompt: string }) =>
      broken && prompt.includes('what is 4?') ? ({ kind: 'reply', status: 500 } as const) : undefined;
    const server = await judgeServer({ fault });
    const made = await project({ type: 'llm-judge', judge_cfg: 'my-judge' });
    const first = await run(made, server.url);
    expect(first.exitCode).toBe(1);
    expect(first.stdout + first.stderr).toContain('1 of 6 samples could not be judged: HTTP_500 (1)');
    broken = false;
    const asked = server.requests.length;
    expect((await run(made, server.url, '-r', 'latest')).exitCode).toBe(0);
    expect(server.requests.slice(asked).map(({ prompt }) => prompt.includes('what is 4?'))).toEqual([true]);
    const other = await judgeServer();
    expect((await run(made, other.url, '-r', 'latest')).exitCode).toBe(0);
    expect(other.requests).toEqual([]);
  });

  it('sees in a cascade only what the rule refused', async () => {
    const server = await judgeServer();
    const llm_evaluator = { type: 'llm-judge', judge_cfg: 'my-judge' };
    const made = await project({ type: 'cascade', parallel: false, rule_evaluator: 'accuracy', llm_evaluator });
    expect((await run(made, server.url)).exitCode).toBe(0);
    expect(server.requests).toHaveLength(5);
    expect(await resultOf(made)).toMatchObject({ accuracy: 100, rule_accuracy: 100 / 6, llm_correct: 5 });
  });

  it.each([
    [{ type: 'llm-judge', judge_cfg: 'my-jugde' }, /no "my-jugde" among the models; did you mean "my-judge"/],
    [{ type: 'llm-judge', judge_cfg: { type: 'openai', pth: 'x' } }, /judge_cfg/],
    [{ type: 'llm-judge', judge_cfg: { type: 'echo', num_gpus: 'two' } }, /num_gpus must be/],
    [{ type: 'llm-judge' }, /OC_JUDGE_MODEL is not set/],
    [{ type: 'cascade', rule_evaluator: 'acuracy' }, /acuracy/],
  ])('that cannot be is told with the config, before any model is asked: %j', async (evaluator, message) => {
    const made = await project(evaluator);
    const env = {
      JUDGE_URL: 'http://127.0.0.1:9/v1',
      JUDGE_KEY: KEY,
      OC_JUDGE_MODEL: undefined,
      OC_JUDGE_API_KEY: undefined,
    };
    const { exitCode, stderr } = await startCli(made, ['config.yaml'], env).finished;
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(message);
    expect(await made.runs()).toEqual([]);
  });
});

describe('code', () => {
  it('is not run, and no model asked, unless the config allows it', async () => {
    const made = await project({ type: 'humaneval' });
    const { exitCode, stderr } = await run(made, 'http://127.0.0.1:9/v1');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('CODE_EXECUTION_NOT_ALLOWED');
    expect(await made.runs()).toEqual([]);
    const asked = await run(made, 'http://127.0.0.1:9/v1', '--mode', 'infer');
    expect(asked.exitCode).toBe(0);
  });

  it('is run where it does', async () => {
    const made = await project({ type: 'humaneval', isolation: 'best_effort' }, { allow_code_execution: true });
    await made.writeRows('d.jsonl', [
      {
        question: 'q1',
        answer: 'a',
        prompt: 'three = ',
        test: 'def check(x):\n    assert x == 3',
        entry_point: 'three',
      },
      { question: 'q2', answer: 'b', prompt: 'four = ', test: 'def check(x):\n    assert x == 4', entry_point: 'four' },
    ]);
    const { exitCode, stderr } = await run(made, 'http://127.0.0.1:9/v1');
    expect(`${exitCode} ${stderr}`).toMatch(/^0 /);
    expect(await resultOf(made)).toMatchObject({ 'humaneval_pass@1': 50 });
  });
});
