import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { filesBelow, ROOT } from './support/doc-pages.ts';
import { type Finished, startCli } from './support/run-cli.ts';
import { tempProject } from './support/temp-project.ts';

const files = filesBelow('configs').filter((name) => name.endsWith('.yaml'));
const runnable = files.filter((name) => /^configs\/[^/]+$/.test(name));
const models = files.filter((name) => name.startsWith('configs/models/'));
/** Those that need no hub; test/end-to-end/library/ runs the others. */
const datasets = files.filter((name) => name.startsWith('configs/datasets/tiny/'));
const readme = readFileSync(join(ROOT, 'configs/README.md'), 'utf8');

describe('configs', () => {
  it('are there', () => {
    expect([runnable.length, models.length, datasets.length].every((count) => count > 1)).toBe(true);
  });

  it.each(runnable)('%s is valid', async (name) => {
    expect(await onlyFailure(['validate', join(ROOT, name)], [name])).toBe('');
  });

  it.each(runnable)('%s has tasks for every model', async (name) => {
    const { exitCode, stdout } = await oc(['plan', join(ROOT, name), '--json'], [name]);
    expect(exitCode).toBe(0);
    const { tasks, eval: scoring, workers } = JSON.parse(stdout);
    for (const stage of [tasks, scoring]) {
      const planned = new Set(stage.map(({ model }: { model: string }) => model));
      expect([...planned].sort()).toEqual(Object.keys(workers).sort());
    }
  });

  it('load, every model by its name', async () => {
    const names = models.map((name) => nameIn('configs/models', name));
    const args = ['validate', '--models', ...names, '--datasets', nameIn('configs/datasets', datasets[0] ?? '')];
    expect(await onlyFailure(args, models)).toBe('');
  });

  it('load, every dataset by its name', async () => {
    const names = datasets.map((name) => nameIn('configs/datasets', name));
    const args = ['validate', '--models', nameIn('configs/models', models[0] ?? ''), '--datasets', ...names];
    expect(await onlyFailure(args, models)).toBe('');
  });

  it.each([...models, ...datasets])('%s has the name of its file as abbr', (name) => {
    expect(parse(readFileSync(join(ROOT, name), 'utf8')).abbr).toBe(basename(name, '.yaml'));
  });

  it.each(files.filter((name) => !/^configs\/datasets\/(?!tiny\/)/.test(name)))('%s is in the README', (name) => {
    expect(readme).toContain(`\`${runnable.includes(name) ? basename(name) : basename(name, '.yaml')}\``);
  });

  it('that are datasets of the library make docs/datasets.md', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [join(ROOT, 'tools/datasets-page.mjs')]);
    expect(readFileSync(join(ROOT, 'docs/datasets.md'), 'utf8'), 'run: node tools/datasets-page.mjs --write').toBe(
      stdout,
    );
  });
});

/** What went wrong, empty where nothing did. */
async function onlyFailure(args: readonly string[], used: readonly string[]): Promise<string> {
  const { exitCode, stderr } = await oc(args, used);
  return exitCode === 0 ? stderr : `exit code ${exitCode}: ${stderr}`;
}

/** Runs oc-core in an empty folder, with something in every environment variable that the files refer to. */
async function oc(args: readonly string[], used: readonly string[]): Promise<Finished> {
  const texts = used.map((name) => readFileSync(join(ROOT, name), 'utf8')).join('\n');
  const env = Object.fromEntries([...texts.matchAll(/\$\{env:(\w+)/g)].map(([, name]) => [name, 'http://127.0.0.1:9']));
  return await startCli(await tempProject(), args, env).finished;
}

/** `tiny/arithmetic_gen` for `configs/datasets/tiny/arithmetic_gen.yaml`: the path tells files of one name apart. */
function nameIn(folder: string, file: string): string {
  return file.slice(folder.length + 1, -'.yaml'.length);
}
