import { describe, expect, it } from 'vitest';
import { datasetBlock, openAiBlock, questions, smallTasks } from '../support/blocks.ts';
import { runCli } from '../support/run-cli.ts';
import { mergedPredictions, result } from '../support/run-files.ts';
import { testServer } from '../support/server.ts';
import { tempProject } from '../support/temp-project.ts';
import { timesAsked } from '../support/times-asked.ts';

const SIZE = 5;

describe('a dataset with n', () => {
  it('is asked n times, and with a larger n only as often as is missing', async () => {
    // Every other answer is right.
    const server = await testServer({ answer: (prompt, { number }) => (number % 2 === 0 ? prompt : 'no') });
    const configOf = (changes: Readonly<Record<string, unknown>>) => ({
      models: [openAiBlock(server.url)],
      datasets: [datasetBlock('d', changes)],
      infer: { partitioner: smallTasks(3) },
    });
    const project = await tempProject({ 'config.yaml': configOf({ n: 2, k: 2 }) });
    await project.writeRows('data/d.jsonl', questions(SIZE));

    const two = await runCli(project, 'config.yaml');
    expect(two.exitCode, two.stderr).toBe(0);
    expect([...timesAsked(server).values()]).toEqual(Array(SIZE).fill(2));
    expect(two.stdout).toMatch(/^d .* accuracy \(2 runs average\) .* 50\.00$/m);

    await project.write('config.yaml', configOf({ n: 4, k: [2, 4] }));
    const four = await runCli(project, 'config.yaml', '-r', 'latest');
    expect(four.exitCode, four.stderr).toBe(0);
    expect([...timesAsked(server).values()]).toEqual(Array(SIZE).fill(4));
    const run = await project.latestRun();
    expect(await result(run, 'served', 'd')).toMatchObject({
      'accuracy (4 runs average)': 50,
      oc: { coverage: { asked: 4 * SIZE, scored: 4 * SIZE } },
    });
    expect(Object.keys(await mergedPredictions(run, 'served', 'd'))).toHaveLength(4 * SIZE);

    const again = await runCli(project, 'config.yaml', '-r', 'latest');
    expect([again.exitCode, server.requests.length]).toEqual([0, 4 * SIZE]);
  });

  it('is refused with more draws than answers, and with extractions of one name', async () => {
    const extractions = [{ name: 'a' }, { name: 'a' }];
    const project = await tempProject({
      'config.yaml': {
        models: [{ abbr: 'echo', type: 'echo' }],
        datasets: [datasetBlock('d', { n: 2, k: [1, 4], eval_cfg: { evaluator: 'accuracy', extractions } })],
      },
    });
    await project.writeRows('data/d.jsonl', questions(SIZE));
    const { exitCode, stderr } = await runCli(project, 'validate', 'config.yaml');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('must not be above n: 4 of 2 answers cannot be drawn');
    expect(stderr).toContain('must be its own: "a" is there already');
  });
});

describe('a cell of a part of its dataset', () => {
  it('is marked, in the text, with a line that says what part, and in its groups', async () => {
    const project = await tempProject({
      'config.yaml': {
        models: [{ abbr: 'echo', type: 'echo' }],
        datasets: [datasetBlock('d'), datasetBlock('e')],
        summarizer: { type: 'standard', summary_groups: [{ name: 'both', subsets: ['d', 'e'] }, 'bbh'] },
      },
    });
    await project.writeRows('data/d.jsonl', questions(SIZE));
    await project.writeRows('data/e.jsonl', questions(2));
    const { stdout, exitCode } = await runCli(project, 'config.yaml', '--limit', '3');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^d .* 100\.00\*$/m);
    expect(stdout).toMatch(/^e .* 100\.00$/m);
    expect(stdout).toMatch(/^both .* 100\.00\*$/m);
    expect(stdout).toContain('* d (3 of 5 rows): --limit 3');
  });
});

describe('the standard groups', () => {
  it('are there without a word in the config, and say which subsets they lack', async () => {
    const project = await tempProject({
      'config.yaml': { models: [{ abbr: 'echo', type: 'echo' }], datasets: [datasetBlock('bbh-snarks')] },
    });
    await project.writeRows('data/bbh-snarks.jsonl', questions(2));
    const { stdout, exitCode } = await runCli(project, 'config.yaml');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^bbh .* -$/m);
    expect(stdout.replace(/\s+/g, ' ')).toContain('echo / bbh: no value for 26 of 27 subsets: bbh-boolean_expressions');
    expect(stdout).not.toMatch(/mmlu/);
  });
});
