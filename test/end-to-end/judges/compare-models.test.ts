import { readFile } from 'node:fs/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { verdictOn } from '../../support/library-judge.ts';
import { type OpenAiServer, type RecordedRequest, startOpenAiServer } from '../../support/openai-server.ts';
import { type Finished, startCli } from '../../support/run-cli.ts';
import { type Project, tempProject } from '../../support/temp-project.ts';

const ROWS = 4;
const isJudge = ({ body }: RecordedRequest): boolean => body.model === 'judge-model';

interface Behaviour {
  /** What the base model says to every question. */
  base?: string;
  /** The status with which it refuses questions that hold a text. */
  refuses?: { readonly text: string; readonly status: number };
}

/** A server of the judge, who prefers the longer answer, and of the slow base model. */
async function serverOf(behaviour: Behaviour): Promise<OpenAiServer & { judged(): string[] }> {
  const server = await startOpenAiServer({
    latencyMs: 100,
    answer: (prompt, request) => (isJudge(request) ? verdictOn(prompt) : (behaviour.base ?? 'middling')),
    fault: (request) => {
      const { text, status = 0 } = behaviour.refuses ?? {};
      return !isJudge(request) && text !== undefined && request.prompt.includes(text)
        ? { kind: 'reply', status }
        : undefined;
    },
  });
  onTestFinished(() => server.close());
  return Object.assign(server, {
    judged: () => server.requests.filter(isJudge).map(({ prompt }) => prompt),
  });
}

interface Comparison {
  readonly made: Project;
  run(...args: string[]): Promise<Finished>;
  resultOf(model: string): Promise<Record<string, unknown>>;
}

async function comparison(url: string, compare_with: unknown = 'base', more: object = {}): Promise<Comparison> {
  const server = { type: 'openai', base_url: url, key: 'none', retry: 0, concurrency: 2 };
  const made = await tempProject({
    'config.yaml': {
      models: [
        { abbr: 'base', path: 'base-model', ...server },
        { abbr: 'long', type: 'echo', answer: 'an answer that is longer' },
        { abbr: 'short', type: 'echo', answer: 'brief' },
      ],
      datasets: [
        {
          abbr: 'd',
          type: 'jsonl',
          path: 'd.jsonl',
          reader_cfg: { input_columns: ['question'] },
          infer_cfg: { prompt_template: '{question}', inferencer: 'gen' },
          eval_cfg: {
            evaluator: { type: 'pairwise-judge', compare_with, judge_cfg: { path: 'judge-model', ...server } },
          },
        },
      ],
      infer: { runner: { type: 'local', retry: 0 } },
      eval: { runner: { type: 'local', retry: 0 } },
      ...more,
    },
  });
  await made.writeRows(
    'd.jsonl',
    Array.from({ length: ROWS }, (_, i) => ({ question: `question ${i}` })),
  );
  return {
    made,
    run: (...args) => startCli(made, ['config.yaml', ...args]).finished,
    resultOf: async (model) => JSON.parse(await readFile((await made.latestRun()).result(model, 'd'), 'utf8')),
  };
}

describe('a judge that compares models of a run', () => {
  it('waits for the slowest of them, and leaves the one that the others are compared with without a score', async () => {
    const server = await serverOf({});
    const { run, resultOf } = await comparison(server.url);
    const { exitCode, stdout, stderr } = await run();
    expect(`${exitCode} ${stderr}`).toMatch(/^0 /);
    expect(await resultOf('long')).toMatchObject({ win_rate: 100, win: 100, loss: 0, oc: { samples: ROWS } });
    expect(await resultOf('short')).toMatchObject({ win_rate: 0, loss: 100, consistency: 100 });
    const { oc } = await resultOf('long');
    expect(Object.keys((oc as { statistics: object }).statistics)).toEqual(
      expect.arrayContaining(['win_rate', 'win', 'tie', 'loss']),
    );
    expect(await resultOf('base')).toMatchObject({ oc: { skipped: 'the others are compared with it' } });
    expect(stdout).toContain('base / d: the others are compared with it');
    expect(server.judged()).toHaveLength(2 * 2 * ROWS);
    const asked = server.requests.length;
    expect((await run('-r', 'latest')).exitCode).toBe(0);
    expect(server.requests).toHaveLength(asked);
  });

  it('judges again when the other model answers otherwise, and only then', async () => {
    const behaviour: Behaviour = {};
    const server = await serverOf(behaviour);
    const { run, resultOf, made } = await comparison(server.url);
    expect((await run('--mode', 'infer')).exitCode).toBe(0);
    expect(server.judged()).toEqual([]);
    expect((await run('--mode', 'eval', '-r', 'latest')).exitCode).toBe(0);
    expect(server.judged()).toHaveLength(2 * 2 * ROWS);
    expect(await resultOf('long')).toMatchObject({ win_rate: 100 });
    const config = await readFile(made.path('config.yaml'), 'utf8');
    await made.write('config.yaml', config.replace('base-model', 'better-model'));
    behaviour.base = 'an answer that is even longer than the longest';
    const asked = server.requests.length;
    expect((await run('-r', 'latest')).exitCode).toBe(0);
    expect(server.requests.slice(asked).filter((request) => !isJudge(request))).toHaveLength(ROWS);
    expect(server.judged()).toHaveLength(2 * 2 * 2 * ROWS);
    expect(await resultOf('long')).toMatchObject({ win_rate: 0 });
  });

  it('fails the rows that the other model has no answer to, never calls them lost, and makes up for them', async () => {
    const behaviour: Behaviour = { refuses: { text: 'question 2', status: 400 } };
    const server = await serverOf(behaviour);
    const { run, resultOf } = await comparison(server.url);
    const { exitCode, stderr } = await run();
    expect(exitCode).toBe(1);
    expect(stderr).toContain('JUDGE_OPPONENT_FAILED (1); the first: base has no answer: HTTP_400');
    expect(await resultOf('long')).toMatchObject({
      win_rate: 100,
      oc: { coverage: { asked: ROWS, scored: ROWS - 1, failed: 1, failures: { JUDGE_OPPONENT_FAILED: 1 } } },
    });
    expect(await resultOf('short')).toMatchObject({ loss: 100, oc: { samples: ROWS - 1 } });
    delete behaviour.refuses;
    const asked = server.judged().length;
    expect((await run('-r', 'latest')).exitCode).toBe(0);
    const later = server.judged().slice(asked);
    expect(later).toHaveLength(2 * 2);
    expect(later.every((prompt) => prompt.includes('question 2'))).toBe(true);
  });

  it('says what is missing where the other model answers nothing', async () => {
    const server = await serverOf({ refuses: { text: 'question', status: 401 } });
    const { run, made } = await comparison(server.url);
    const { exitCode, stderr, stdout } = await run();
    expect(exitCode).toBe(1);
    expect(server.judged()).toEqual([]);
    expect(stderr).toContain('OPENAI_ACCESS_DENIED');
    expect(stdout).toMatch(/long \/ d: INCOMPLETE: base \/ d: of 4 samples 4 were never answered/);
    const merged = JSON.parse(await readFile((await made.latestRun()).mergedPredictions('long', 'd'), 'utf8'));
    expect(Object.keys(merged)).toHaveLength(ROWS);
  });

  it.each([
    ['bass', {}, /"bass", which is no model of this run; did you mean "base"\?/],
    [['long', 'nobody-at-all'], {}, /"nobody-at-all", which is no model of this run; there are: base, long, short/],
    [
      'base',
      { model_dataset_combinations: [{ models: ['long'], datasets: ['d'] }] },
      /those of base, which model_dataset_combinations does not ask about d/,
    ],
  ])('is refused before anything starts where it is to compare with %j of %j', async (compare_with, more, message) => {
    const { run, made } = await comparison('http://127.0.0.1:9/v1', compare_with, more);
    for (const mode of ['all', 'infer']) {
      const { exitCode, stderr } = await run('--mode', mode);
      expect(exitCode).toBe(2);
      expect(stderr).toMatch(message);
    }
    expect(await made.runs()).toEqual([]);
  });

  it('is refused where it is to compare with a column as well', async () => {
    const { run, made } = await comparison('http://127.0.0.1:9/v1');
    const config = await readFile(made.path('config.yaml'), 'utf8');
    await made.write('config.yaml', config.replace('"compare_with"', '"opponent_column": "question", "compare_with"'));
    const { exitCode, stderr } = await run();
    expect(exitCode).toBe(2);
    expect(stderr).toContain('opponent_column does not go with the other keys');
  });
});
