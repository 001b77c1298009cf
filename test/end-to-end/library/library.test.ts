import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ROOT } from '../../support/doc-pages.ts';
import { startHubServer } from '../../support/hub-server.ts';
import { fixtureRepositories, type LibraryConfig, libraryConfigs } from '../../support/library.ts';
import { startCli } from '../../support/run-cli.ts';
import { type Project, tempProject } from '../../support/temp-project.ts';

const configs = libraryConfigs();
const script = JSON.parse(readFileSync(join(ROOT, 'test/fixtures/library/answers.json'), 'utf8')) as Record<
  string,
  Record<string, string>
>;
const oracle = join(ROOT, 'test/support/oracle-model.mjs');

describe('the dataset library', () => {
  it('has the two that the guide names', () => {
    expect(configs.map(({ name }) => name)).toEqual(expect.arrayContaining(['siqa_gen', 'winograd_ppl']));
  });

  it.each(configs)('$name: two lines say what it is, how many, from where, under which licence', ({ header }) => {
    expect(header[0]).toMatch(/^# \S.{20,}\.$/);
    expect(header[1]).toMatch(/^# [\d,]+ items\. Source: hub \S+\/\S+.*\. Licence: .+\. Paper: .+\.$/);
  });

  it.each(configs)('$name: its name says how it asks', ({ name, mode }) => {
    expect(name).toMatch(new RegExp(`_${mode}$`));
  });

  it('takes the names of groups from for_each', () => {
    const count = (name: string) => configs.find((config) => config.name === name)?.abbrs.length;
    expect([count('mmlu_gen'), count('ceval_gen'), count('cmmlu_gen')]).toEqual([57, 52, 67]);
    expect(configs.find(({ name }) => name === 'mmlu_ppl')?.abbrs[0]).toBe('lukaemon_mmlu_abstract_algebra');
  });
});

describe('from fixture to score', () => {
  // One run for all of them: what is tested is each config, and most of the time goes into starting.
  it.each(['gen', 'ppl'] as const)(
    'every %s config: a model that knows everything has everything right, echo gets some score',
    { timeout: 600_000 },
    async (mode) => {
      const chosen = configs.filter((config) => config.mode === mode);
      const project = await projectFor(chosen);
      const hub = await startHubServer(fixtureRepositories(configs));
      onTestFinished(() => hub.close());
      const args = ['config.yaml', '--datasets', chosen.map(({ name }) => name).join(','), '--max-num-workers', '2'];
      const env = { HF_ENDPOINT: hub.url, HF_HUB_CACHE: project.path('hub'), HF_TOKEN: 'none' };
      const { exitCode, stderr } = await startCli(project, args, env).finished;
      expect(exitCode, stderr).toBe(0);
      const scores = (model: string) => scoresOf(project, model, chosen);
      expect(Object.entries(await scores('oracle')).filter(([, value]) => value !== 100)).toEqual([]);
      expect(Object.entries(await scores('echo')).filter(([, value]) => !(value >= 0))).toEqual([]);
    },
  );
});

async function projectFor(chosen: readonly LibraryConfig[]): Promise<Project> {
  const project = await tempProject();
  await project.write('script.json', Object.assign({}, ...chosen.map(({ name }) => script[name])));
  const models = [
    { abbr: 'oracle', type: oracle, script: 'script.json' },
    { abbr: 'echo', type: 'echo' },
  ];
  await project.write('config.yaml', { models });
  return project;
}

/** Main metric of every dataset. */
async function scoresOf(
  project: Project,
  model: string,
  chosen: readonly LibraryConfig[],
): Promise<Record<string, number>> {
  const { root } = await project.latestRun();
  const scores: Record<string, number> = {};
  for (const abbr of chosen.flatMap(({ abbrs }) => abbrs)) {
    const result = JSON.parse(await readFile(join(root, 'results', model, `${abbr}.json`), 'utf8')) as object;
    scores[abbr] = Object.values(result).find((value) => typeof value === 'number') ?? Number.NaN;
  }
  return scores;
}
