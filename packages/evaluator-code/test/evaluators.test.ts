import { createPlugin, evaluatorContext, evaluatorContract, pluginContract, recordingLogger } from 'oc-conformance';
import type { EvaluatedSample, Evaluation, Plugin } from 'oc-sdk';
import { describe, expect, it } from 'vitest';
import humaneval from '../src/humaneval/index.ts';
import humanevalPlus from '../src/humaneval-plus/index.ts';
import mbpp from '../src/mbpp/index.ts';
import mbppPlus from '../src/mbpp-plus/index.ts';
import { canIsolate, sampleOfRow } from './support.ts';

const context = () => evaluatorContext({ allowCodeExecution: true });
const isolation = canIsolate ? 'required' : 'best_effort';

async function evaluate(
  plugin: Plugin<'evaluator'>,
  samples: readonly EvaluatedSample[],
  options: Readonly<Record<string, unknown>> = {},
): Promise<Evaluation> {
  const evaluator = await createPlugin(plugin, { isolation, ...options }, context());
  return await evaluator.evaluate(samples, { signal: new AbortController().signal });
}

const DOUBLE = {
  task_id: 'Made/0',
  prompt: 'def double(x: int) -> int:\n    """ Twice x.\n    >>> double(2)\n    4\n    """\n',
  entry_point: 'double',
  test: 'def check(candidate):\n    assert candidate(0) == 0\n    assert candidate(4) == 8\n',
};
const RIGHT = '    return 2 * x\n';
const WRONG = '    return x * x\n';
const ADD = {
  text: 'Add two numbers.',
  test_list: ['assert add(1, 2) == 3', 'assert add(-1, 1) == 0'],
  test_setup_code: '',
};

describe('humaneval', () => {
  const samples = [RIGHT, WRONG, '    return 2 * x'].map((answer, i) => sampleOfRow(i, answer, DOUBLE));
  const create = () => createPlugin(humaneval, { isolation }, context());
  for (const { name, run } of [...pluginContract(humaneval), ...evaluatorContract({ create, samples })]) it(name, run);

  it.each([
    ['a body', RIGHT],
    ['a body whose indent was trimmed off', 'y = x + x\n    return y'],
    ['one line of a body', 'return 2 * x'],
    ['a whole function', 'def double(x):\n    return x + x\n'],
    ['a fenced function with talk around it', 'Sure:\n```python\ndef double(x):\n    return x + x\n```\nThat is it.'],
    ['a fenced body', '```\n    return 2 * x\n```'],
    ['a function with imports', 'import math\n\ndef double(x):\n    return int(math.ldexp(x, 1))\n'],
  ])('takes %s', async (_, answer) => {
    expect((await evaluate(humaneval, [sampleOfRow(0, answer, DOUBLE)])).metrics).toEqual({ 'humaneval_pass@1': 100 });
  });

  it('says of each answer how it ended', async () => {
    const answers = [RIGHT, WRONG, '    return y', '    while True: pass', 'I do not know.', ''];
    const { metrics, details } = await evaluate(
      humaneval,
      answers.map((answer, i) => sampleOfRow(i, answer, DOUBLE)),
      { time_limit: 1 },
    );
    expect(details?.map(({ outcome, correct }) => [outcome, correct])).toEqual([
      ['passed', true],
      ['wrong_answer', false],
      ['failed', false],
      ['timeout', false],
      ['failed', false],
      ['wrong_answer', false],
    ]);
    expect(details?.[2]).toMatchObject({ detail: expect.stringContaining("name 'y' is not defined") });
    expect(metrics['humaneval_pass@1']).toBeCloseTo(100 / 6, 10);
  });

  it('estimates pass@k from several answers to a task', async () => {
    const answers = [RIGHT, WRONG, WRONG, WRONG].map((answer, i) => sampleOfRow(i, answer, DOUBLE, { id: 'a' }));
    const others = [RIGHT, RIGHT, RIGHT, RIGHT].map((answer, i) => sampleOfRow(i, answer, DOUBLE, { id: 'b' }));
    const { metrics } = await evaluate(humaneval, [...answers, ...others], { k: [1, 2, 4, 10] });
    // Task a: 1/4, 1 - C(3,2)/C(4,2) = 1/2, 1. Task b: 1.
    expect(metrics).toEqual({ 'humaneval_pass@1': 62.5, 'humaneval_pass@2': 75, 'humaneval_pass@4': 100 });
  });

  it.each([
    [{ prompt: '' }, /"test" and "entry_point"/],
    [{ ...DOUBLE, entry_point: 'double)(' }, /no name/],
  ])('refuses a row without tests: %j', async (row, message) => {
    await expect(evaluate(humaneval, [sampleOfRow(0, RIGHT, row)])).rejects.toMatchObject({
      code: 'CODE_TESTS_MISSING',
      message: expect.stringMatching(message),
    });
  });
});

describe('mbpp', () => {
  const right = 'def add(a, b):\n    return a + b';
  const samples = [right, 'def add(a, b): return 3', 'x'].map((answer, i) => sampleOfRow(i, answer, ADD));
  const create = () => createPlugin(mbpp, { isolation }, context());
  for (const { name, run } of [...pluginContract(mbpp), ...evaluatorContract({ create, samples })]) it(name, run);

  it("has OpenCompass's metrics", async () => {
    const answers = [right, 'def add(a, b): return 3', 'def plus(a, b): return a + b', 'while True: pass'];
    const { metrics } = await evaluate(
      mbpp,
      answers.map((answer, i) => sampleOfRow(i, answer, ADD)),
      { time_limit: 1 },
    );
    expect(metrics).toEqual({ score: 25, pass: 1, timeout: 1, failed: 1, wrong_answer: 1 });
  });

  it.each([
    `[BEGIN]\n${right}\n[DONE]\nMore talk`,
    `[BEGIN]\n '${right}' \n[DONE]`,
    `${right}\n[DONE]`,
    `Here:\n\`\`\`python\n${right}\n\`\`\``,
  ])('finds the program in %j', async (answer) => {
    expect((await evaluate(mbpp, [sampleOfRow(0, answer, ADD)])).metrics.score).toBe(100);
  });

  it('takes asserts from the reference first, and runs what sets them up', async () => {
    const row = { ...ADD, test_setup_code: 'ONE = 1', test_imports: ['import math'] };
    const sample = sampleOfRow(0, right, row, { reference: 'assert add(ONE, math.floor(1.5)) == 2' });
    expect((await evaluate(mbpp, [sample])).metrics.score).toBe(100);
  });

  it('refuses a row without asserts', async () => {
    const made = evaluate(mbpp, [sampleOfRow(0, right, { text: 'Add.' }, { reference: '3' })]);
    await expect(made).rejects.toMatchObject({ code: 'CODE_TESTS_MISSING' });
  });
});

describe('the layouts with more tests', () => {
  it('have metrics of their own', async () => {
    expect((await evaluate(humanevalPlus, [sampleOfRow(0, RIGHT, DOUBLE)])).metrics).toEqual({
      'humaneval_plus_pass@1': 100,
    });
    const row = { test: 'import math\nfor i in range(3):\n    assert add(i, i) == 2 * i, i' };
    expect((await evaluate(mbppPlus, [sampleOfRow(0, 'def add(a, b): return a + b', row)])).metrics.score).toBe(100);
  });
});

describe.each([humaneval, humanevalPlus, mbpp, mbppPlus])('$name', (plugin) => {
  it('is not made where programs may not be run', async () => {
    await expect(createPlugin(plugin, {}, evaluatorContext())).rejects.toMatchObject({
      code: 'CODE_EXECUTION_NOT_ALLOWED',
    });
  });

  it('says which interpreter cannot be used', async () => {
    const made = evaluate(plugin, [], { python: '/nowhere/python3' });
    await expect(made).rejects.toMatchObject({
      code: 'CODE_PYTHON_UNUSABLE',
      message: expect.stringContaining('/nowhere/python3'),
    });
  });
});

describe('best effort', () => {
  it('warns of what is not protected, and of nothing where all is', async () => {
    const { logger, messages } = recordingLogger();
    const evaluator = await createPlugin(humaneval, { isolation: 'best_effort' }, { ...context(), logger });
    await evaluator.evaluate([], { signal: new AbortController().signal });
    expect(messages.filter((message) => message.includes('without protection')).length > 0).toBe(!canIsolate);
  });
});
