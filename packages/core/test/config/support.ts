import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createPluginHost } from 'oc-plugin-host';
import { isOcError, type OcError } from 'oc-sdk';
import { onTestFinished } from 'vitest';
import { type Config, type ConfigRequest, loadConfig, parseSetting } from '../../src/config/index.ts';

/** A temporary folder with files and with plugin packages of every kind, removed after the test. */
export async function project(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'oc-config-')));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [path, content] of Object.entries({ ...plugins, ...files })) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  return folder;
}

export type Settings = Partial<Omit<ConfigRequest, 'overrides'>> & { readonly set?: readonly string[] };

/** Loads `config.yaml` of a project as the command line would. */
export async function load(cwd: string, { set = [], ...request }: Settings = {}): Promise<Config> {
  const host = createPluginHost({ searchFrom: [] });
  const overrides = set.map(parseSetting);
  return await loadConfig({ file: 'config.yaml', cwd, env: {}, host, mode: 'all', ...request, overrides });
}

/** The problems of a config, as people see them. */
export async function problemsOf(cwd: string, settings: Settings = {}): Promise<string[]> {
  const error = await failureOf(cwd, settings);
  if (error.code !== 'CONFIG_INVALID') throw error;
  return error.details?.split(/\n(?! )/) ?? [];
}

export async function failureOf(cwd: string, settings: Settings = {}): Promise<OcError> {
  try {
    await load(cwd, settings);
  } catch (error) {
    if (isOcError(error)) return error;
    throw error;
  }
  throw new Error('the config was accepted');
}

/** The smallest config that says all it must, with lines added to it. */
export function config(...lines: readonly string[]): string {
  return [...minimal, ...lines, ''].join('\n');
}

export const model = '{abbr: m, type: echo}';
export const dataset =
  '{abbr: d, type: jsonl, path: d.jsonl, infer_cfg: {prompt_template: "{q}", inferencer: gen}, eval_cfg: {evaluator: accuracy}}';
const minimal = [`models: [${model}]`, `datasets: [${dataset}]`];

function pluginModule(kind: string, name: string, properties: object, more: object = {}): string {
  const optionsSchema = { type: 'object', additionalProperties: false, properties };
  const plugin = { kind, apiVersion: 1, name, summary: `The ${name}.`, optionsSchema, ...more };
  return `export default { ...${JSON.stringify(plugin)}, create: () => ({}) };`;
}

function pluginPackage(name: string, modules: Readonly<Record<string, string>>): Record<string, string> {
  const exports = Object.fromEntries(
    Object.keys(modules).map((path) => [path, `${path === '.' ? './index' : path}.js`]),
  );
  const files = Object.entries(modules).map(([path, text]) => [
    `node_modules/${name}/${path === '.' ? 'index' : path.slice(2)}.js`,
    text,
  ]);
  const manifest = JSON.stringify({ name, version: '3.2.1', type: 'module', exports });
  return { ...Object.fromEntries(files), [`node_modules/${name}/package.json`]: manifest };
}

const modelOptions = {
  path: { type: 'string' },
  temperature: { type: 'number', minimum: 0, default: 0 },
  api_key: { type: 'string', minLength: 8 },
};

const plugins: Readonly<Record<string, string>> = {
  ...pluginPackage('oc-partitioner-size', {
    '.': pluginModule('partitioner', 'size', { max_task_size: { type: 'integer', minimum: 1, default: 40000 } }),
  }),
  ...pluginPackage('oc-partitioner-balanced', { '.': pluginModule('partitioner', 'balanced', {}) }),
  ...pluginPackage('oc-partitioner-naive', {
    '.': pluginModule('partitioner', 'naive', { n: { type: 'integer', default: 1 } }),
  }),
  ...pluginPackage('oc-runner-local', {
    '.': pluginModule('runner', 'local', { max_workers_per_gpu: { type: 'integer', default: 1 } }),
  }),
  ...pluginPackage('oc-model-echo', { '.': pluginModule('model', 'echo', modelOptions, { location: 'process' }) }),
  ...pluginPackage('oc-dataset-files', {
    './jsonl': pluginModule('dataset', 'jsonl', { path: { type: 'string' }, name: { type: 'string' } }),
  }),
  ...pluginPackage('oc-evaluator-standard', {
    './accuracy': pluginModule('evaluator', 'accuracy', { ignore_case: { type: 'boolean' } }),
    './general': pluginModule('postprocessor', 'general', {}),
    './first-option': pluginModule('postprocessor', 'first-option', { options: { type: 'string' } }),
  }),
  ...pluginPackage('oc-summarizer-standard', {
    '.': pluginModule('summarizer', 'standard', { summary_groups: { type: 'array', items: { type: 'object' } } }),
  }),
};
