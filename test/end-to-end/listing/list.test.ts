import { describe, expect, it } from 'vitest';
import { runCli } from '../../support/run-cli.ts';
import { tempProject } from '../../support/temp-project.ts';

/** The cells of the lines that a program gets. */
const cells = (stdout: string) =>
  stdout
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t'));

describe('oc-core list', () => {
  it('shows models, datasets and summarizers with what they are, how many items they have and where they are from', async () => {
    const { exitCode, stdout, stderr } = await runCli(await tempProject(), 'list');
    expect([exitCode, stderr]).toEqual([0, '']);
    const lines = cells(stdout);
    expect(lines.every((line) => line.length === 5)).toBe(true);
    expect(new Set(lines.map(([, kind]) => kind))).toEqual(new Set(['model', 'dataset', 'summarizer']));
    const piqa = ['piqa_gen', 'dataset', '1,838', 'PIQA: which of two ways reaches a goal (validation).', 'oc-configs'];
    expect(lines).toContainEqual(piqa);
  });

  it('finds names by a part and by their form, whatever the capitals', async () => {
    const project = await tempProject();
    const names = async (pattern: string) =>
      cells((await runCli(project, 'list', 'datasets', pattern)).stdout).map(([name]) => name);
    expect(await names('WINOGRA')).toEqual(['winograd_gen', 'winograd_ppl', 'winogrande_gen', 'winogrande_ppl']);
    expect(await names('mmlu*_GEN')).toEqual(['mmlu_gen', 'mmlu_pro_gen']);
  });

  it('shows files of one’s own, which win over those of the library, by names that lead to them', async () => {
    const project = await tempProject({
      'datasets/piqa_gen.yaml': '# Mine.\nabbr: mine\n',
      'datasets/a/same.yaml': '# One.\n',
      'datasets/b/same.yaml': '',
      'more/models/large.yaml': '# A model that\n# needs two lines.\n# And more.\n',
    });
    const { stdout } = await runCli(project, 'list', '--config-dir', 'more');
    const lines = cells(stdout);
    expect(lines.filter(([name]) => name === 'piqa_gen')).toEqual([
      ['piqa_gen', 'dataset', '-', 'Mine.', 'datasets/piqa_gen.yaml'],
    ]);
    expect(lines).toContainEqual(['a/same', 'dataset', '-', 'One.', 'datasets/a/same.yaml']);
    expect(lines).toContainEqual(['b/same', 'dataset', '-', '-', 'datasets/b/same.yaml']);
    expect(lines).toContainEqual(['large', 'model', '-', 'A model that needs two lines.', 'more/models/large.yaml']);
  });

  it('names only what a config finds by that name', { timeout: 120_000 }, async () => {
    const project = await tempProject();
    const { stdout } = await runCli(project, 'list', '--json');
    const entries = JSON.parse(stdout) as { kind: string; name: string; file: string; package: string }[];
    const names = (kind: string) => entries.filter((entry) => entry.kind === kind).map(({ name }) => name);
    expect(entries.every(({ file }) => file.startsWith('/'))).toBe(true);
    await project.write('config.yaml', {
      models: names('model'),
      datasets: names('dataset'),
      summarizer: { type: 'standard', summary_groups: names('summarizer') },
    });
    // Whether their data can be had is another matter: the names are looked up before it.
    const { stderr } = await runCli(project, 'validate', 'config.yaml', '--mode', 'infer');
    expect(stderr).not.toMatch(/there is no|more than one file/);
  });

  it('shows the types of plugins, too', async () => {
    const { stdout } = await runCli(await tempProject(), 'list', 'evaluators', 'exact');
    expect(cells(stdout)).toEqual([
      ['exact-match', 'evaluator', '-', expect.any(String), expect.stringMatching(/^oc-evaluator-standard\/.*@\d/)],
    ]);
  });

  it.each([
    [
      ['list', 'datasets', 'piqua_gen'],
      'NOTHING_LISTED: none of the datasets fits "piqua_gen"\n  Did you mean "piqa_gen"?',
    ],
    [['list', 'zebra'], 'NOTHING_LISTED: none of the models, datasets and summarizers fits "zebra"'],
    [['list', 'models', 'a*b*c'], 'NOTHING_LISTED: none of the models fits "a*b*c"'],
    [['list', 'datasetz', 'x'], 'BAD_USAGE: there is no kind "datasetz" to list\n  Did you mean "datasets"?'],
  ])('says so where it finds nothing: %j', async (args, message) => {
    const { exitCode, stdout, stderr } = await runCli(await tempProject(), ...args);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
  });
});
