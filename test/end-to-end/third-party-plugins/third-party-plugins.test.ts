import { cp, mkdir, readdir, readFile, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { runCli } from '../../support/run-cli.ts';
import { type Project, tempProject } from '../../support/temp-project.ts';

const FIXTURES = fileURLToPath(new URL('./fixtures', import.meta.url));
const SDK = dirname(fileURLToPath(import.meta.resolve('oc-sdk/package.json')));

describe('plugins that others wrote in plain JavaScript', () => {
  it('are found by short name, scope, scoped name, sub-path, package name and file', async () => {
    const project = await acmeProject();
    const { exitCode, stdout, stderr } = await runCli(project, 'plugins', 'config.yaml', '--json');
    expect(exitCode, stderr).toBe(0);
    const found: { kind: string; type: string; specifier: string; version?: string }[] = JSON.parse(stdout);
    expect(found.map(({ kind, type, specifier, version }) => [kind, type, specifier, version])).toEqual([
      ['partitioner', 'acme', 'oc-partitioner-acme', '1.2.0'],
      ['runner', 'acme', 'oc-runner-acme', '1.3.0'],
      ['model', '@acme/parrot', '@acme/oc-model-parrot', '2.0.0'],
      ['dataset', '@acme', '@acme/oc-dataset', '3.1.0'],
      ['evaluator', 'acme/share', 'oc-evaluator-acme/share', '0.1.0'],
      ['postprocessor', './postprocessors/shout.mjs', './postprocessors/shout.mjs', undefined],
      ['summarizer', 'npm:odd-summary', 'odd-summary', '9.9.9'],
    ]);
  });

  it('do a whole run: one of each kind, with options of their own', async () => {
    const project = await acmeProject();
    const { exitCode, stdout, stderr } = await runCli(project, 'config.yaml');
    expect(exitCode, stderr).toBe(0);
    expect(stdout.trim()).toBe('parrot numbers {"share":100}');
    const run = (await project.latestRun()).root;
    const plan = await readFile(join(run, 'infer', 'plan.jsonl'), 'utf8');
    expect(plan.trim().split('\n')).toHaveLength(3);
    const [log = 'no log'] = await readdir(join(run, 'logs', 'infer', 'parrot'));
    expect(await readFile(join(run, 'logs', 'infer', 'parrot', log), 'utf8')).toMatch(/^good morning\n/);
    expect((await readdir(join(run, 'summary'))).map((name) => name.replace(/\d+_\d+/, 'TIME'))).toContain(
      'summary_TIME.odd',
    );
  });

  it('are found beside the config that names them, wherever that is installed', async () => {
    const project = await acmeProject();
    const configs = project.path('node_modules', '@acme', 'oc-configs');
    await cp(join(FIXTURES, 'packages', '@acme', 'oc-model-parrot'), join(configs, 'node_modules', 'oc-model-own'), {
      recursive: true,
    });
    await link(SDK, join(configs, 'node_modules', 'oc-sdk'));
    await project.write('node_modules/@acme/oc-configs/package.json', { name: '@acme/oc-configs', version: '1.0.0' });
    await project.write('node_modules/@acme/oc-configs/base.yaml', { models: [{ abbr: 'own', type: 'own' }] });
    const base = await readFile(project.path('config.yaml'), 'utf8');
    await project.write('mine.yaml', `extends: "@acme/oc-configs/base.yaml"\n${base}`);
    const { exitCode, stdout, stderr } = await runCli(project, 'mine.yaml');
    expect(exitCode, stderr).toBe(0);
    expect(stdout.trim().split('\n').sort()).toEqual(['own numbers {"share":0}', 'parrot numbers {"share":100}']);
  });

  it('see their options checked against their own schema, before anything runs', async () => {
    const project = await acmeProject({ 'samples: 2': 'samples: 0', 'adds: "!"': 'add: "!"' });
    const { exitCode, stderr } = await runCli(project, 'config.yaml');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('config.yaml:2:42: models.parrot.add is not a known key; did you mean "adds"?');
    expect(stderr).toContain('config.yaml:15:38: infer.partitioner.samples must be >= 1, not 0');
    expect(await project.runs()).toEqual([]);
  });
});

describe('a plugin that cannot be used', () => {
  const cases: [string, string, string, string, string[]][] = [
    [
      'is not installed',
      '@acme/absent',
      'config.yaml:2:26: no model of type "@acme/absent": @acme/oc-model-absent was not found',
      'PLUGIN_NOT_FOUND',
      ['Searched from:', 'config.yaml', 'npm i @acme/oc-model-absent'],
    ],
    [
      'is a file that is not there',
      './mine.mjs',
      'config.yaml:2:26: no model of type "./mine.mjs": there is no file',
      'PLUGIN_NOT_FOUND',
      ['mine.mjs'],
    ],
    [
      'throws while it is imported',
      'throws',
      'config.yaml:2:26: the model "throws" was found but cannot be imported: no licence found',
      'PLUGIN_IMPORT_FAILED',
      ['oc-model-throws/index.js'],
    ],
    [
      'is something else',
      'stranger',
      'config.yaml:2:26: "stranger" is not a model plugin: it was made for API version undefined',
      'NOT_A_PLUGIN',
      ['oc-model-stranger/index.js', 'defineModel'],
    ],
    [
      'is of another kind',
      'npm:oc-runner-acme',
      'config.yaml:2:26: "npm:oc-runner-acme" is not a model plugin: its kind is "runner"',
      'NOT_A_PLUGIN',
      ['defineModel'],
    ],
    [
      'was made for another version',
      'tomorrow',
      'config.yaml:2:26: "tomorrow" is not a model plugin: it was made for API version 99, this is version 1',
      'NOT_A_PLUGIN',
      ['oc-model-tomorrow/index.js'],
    ],
  ];

  it.each(cases)(
    'ends the command before anything runs, and says why: it %s',
    async (_, type, message, code, details) => {
      const project = await acmeProject({ '"@acme/parrot", adds: "!"': JSON.stringify(type) });
      const { exitCode, stdout, stderr } = await runCli(project, 'config.yaml');
      expect(exitCode).toBe(2);
      expect(stdout).toBe('');
      for (const text of [message, `(${code})`, ...details]) expect(stderr).toContain(text);
      expect(stderr).not.toMatch(/^ +at /m);
      expect(await project.runs()).toEqual([]);
    },
  );
});

/** A project with the fixtures' packages installed; `changes` replace texts of its config. */
async function acmeProject(changes: Readonly<Record<string, string>> = {}): Promise<Project> {
  const project = await tempProject();
  await cp(join(FIXTURES, 'project'), project.root, { recursive: true });
  await cp(join(FIXTURES, 'packages'), project.path('node_modules'), { recursive: true });
  await link(SDK, project.path('node_modules', 'oc-sdk'));
  const config = await readFile(project.path('config.yaml'), 'utf8');
  const changed = Object.entries(changes).reduce((text, [from, to]) => text.replace(from, to), config);
  await project.write('config.yaml', changed);
  return project;
}

async function link(target: string, path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await symlink(target, path, 'junction');
}
