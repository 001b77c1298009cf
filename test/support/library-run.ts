import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { ROOT } from './doc-pages.ts';
import { startHubServer } from './hub-server.ts';
import { fixtureRepositories, type LibraryConfig, nameOf } from './library.ts';
import { verdictOn } from './library-judge.ts';
import { startOpenAiServer } from './openai-server.ts';
import { startCli } from './run-cli.ts';
import { type Project, tempProject } from './temp-project.ts';

/** A run of many configs of the library on made-up rows, by a model that knows every answer and one that knows none. */
export interface LibraryRun {
  /** Of the program, for the messages of tests. */
  readonly stderr: string;
  /** Main metric by abbr; a dataset without a score is not there. */
  readonly oracle: Readonly<Record<string, number>>;
  readonly echo: Readonly<Record<string, number>>;
}

const MODELS = [
  { abbr: 'oracle', type: join(ROOT, 'test/support/oracle-model.mjs'), script: 'script.json' },
  { abbr: 'echo', type: 'echo' },
];

/** One run for all of them: most of the time of a run goes into starting. To be called within a test. */
export async function runLibrary(configs: readonly LibraryConfig[]): Promise<LibraryRun> {
  const project = await tempProject({ 'script.json': scriptOf(configs) });
  await project.write('config.yaml', { models: MODELS, allow_code_execution: true });
  for (const config of configs) await writeForTests(project, config);
  const hub = await startHubServer(fixtureRepositories(configs));
  onTestFinished(() => hub.close());
  const judge = await startOpenAiServer({ answer: verdictOn });
  onTestFinished(() => judge.close());
  const args = ['config.yaml', '--datasets', namesOf(configs).join(','), '--max-num-workers', '2'];
  const ofHub = { HF_ENDPOINT: hub.url, HF_HUB_CACHE: project.path('hub'), HF_TOKEN: 'none' };
  const env = { ...ofHub, OC_JUDGE_MODEL: 'judge', OC_JUDGE_API_BASE: judge.url, OC_JUDGE_API_KEY: 'none' };
  const { stderr } = await startCli(project, args, env).finished;
  const abbrs = configs.flatMap((config) => config.abbrs);
  const scores = (model: string) => scoresOf(project, model, abbrs);
  return { stderr, oracle: await scores('oracle'), echo: await scores('echo') };
}

/**
 * A config beside `config.yaml` wins over the library's: one with fewer names where only some are run, and one that runs
 * programs unisolated, which not every machine that runs tests can do.
 */
async function writeForTests(project: Project, { name, file, names }: LibraryConfig): Promise<void> {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const free = text.replace(
    /evaluator: \{type: ((?:humaneval|mbpp)[\w-]*)\}/,
    'evaluator: {type: $1, isolation: best_effort}',
  );
  const { for_each, ...rest } = parse(free) as { for_each?: readonly (string | Record<string, unknown>)[] };
  const wanted = for_each?.filter((entry) => names.includes(nameOf(entry)));
  if (free !== text || wanted?.length !== for_each?.length)
    await project.write(`datasets/${name}.yaml`, { for_each: wanted, ...rest });
}

/** A file that only lists others is asked for in their place. */
function namesOf(configs: readonly LibraryConfig[]): string[] {
  const listed = configs.flatMap(({ parts }) => parts);
  return configs.map(({ name }) => name).filter((name) => !listed.includes(name));
}

/** What a perfect model says, by a name in the prompt: of all configs together. */
function scriptOf(configs: readonly LibraryConfig[]): Record<string, string> {
  const script: Record<string, string> = {};
  for (const { name } of configs.filter(({ parts }) => parts.length === 0)) {
    for (const [key, answer] of Object.entries(answersOf(name))) {
      if (Object.hasOwn(script, key) && script[key] !== answer) throw new Error(`${name}.json: ${key} is not its own`);
      script[key] = answer;
    }
  }
  return script;
}

function answersOf(config: string): Record<string, string> {
  return JSON.parse(readFileSync(join(ROOT, 'test/fixtures/library', `${config}.json`), 'utf8'));
}

async function scoresOf(project: Project, model: string, abbrs: readonly string[]): Promise<Record<string, number>> {
  if ((await project.runs()).length === 0) return {};
  const { root } = await project.latestRun();
  const found: Record<string, number> = {};
  for (const abbr of abbrs) {
    const text = await readFile(join(root, 'results', model, `${abbr}.json`), 'utf8').catch(() => '{}');
    const score = Object.values(JSON.parse(text) as object).find((value) => typeof value === 'number');
    // BLEU of equal texts is 100.00000000000004, in sacreBLEU too.
    if (score !== undefined) found[abbr] = Number(score.toFixed(9));
  }
  return found;
}
