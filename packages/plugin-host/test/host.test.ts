import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createPluginHost } from '../src/index.ts';
import { folderWith, pluginModule, pluginPackage } from './support.ts';

describe('finding', () => {
  it('takes the first place that has the package: the block file, then the others in order', async () => {
    const near = await folderWith(pluginPackage('oc-partitioner-x', {}, '1.0.0'));
    const far = await folderWith(pluginPackage('oc-partitioner-x', {}, '2.0.0'));
    const empty = await folderWith({});
    const host = createPluginHost({ searchFrom: [near, far] });
    expect(await host.load('partitioner', 'x', join(far, 'configs', 'c.yaml'))).toMatchObject({
      type: 'x',
      specifier: 'oc-partitioner-x',
      version: '2.0.0',
      url: pathToFileURL(join(far, 'node_modules/oc-partitioner-x/index.js')).href,
      foundFrom: join(far, 'configs', 'c.yaml'),
    });
    expect(await host.load('partitioner', 'x', join(empty, 'c.yaml'))).toMatchObject({
      version: '1.0.0',
      foundFrom: near,
    });
    expect(host.loaded().map(({ version }) => version)).toEqual(['2.0.0', '1.0.0']);
  });

  it('loads a plugin once for all blocks of a folder', async () => {
    const folder = await folderWith(pluginPackage('oc-partitioner-x', {}));
    const host = createPluginHost({ searchFrom: [] });
    const first = await host.load('partitioner', 'x', join(folder, 'a.yaml'));
    expect(await host.load('partitioner', 'x', join(folder, 'b.yaml'))).toBe(first);
    expect(host.loaded()).toEqual([first]);
  });

  it('takes a file relative to the config that says it, and nowhere else', async () => {
    const folder = await folderWith({ 'parts/mine.mjs': pluginModule({ name: 'mine' }) });
    const host = createPluginHost({ searchFrom: [join(folder, 'parts')] });
    const loaded = await host.load('partitioner', './mine.mjs', join(folder, 'parts/c.yaml'));
    expect(loaded).toMatchObject({ version: undefined, plugin: { name: 'mine' } });
    await expect(host.load('partitioner', './mine.mjs', join(folder, 'c.yaml'))).rejects.toMatchObject({
      code: 'PLUGIN_NOT_FOUND',
      message: `no partitioner of type "./mine.mjs": there is no file ${join(folder, 'mine.mjs')}`,
    });
  });

  it('follows a linked config folder to the packages beside its real place', async () => {
    const real = await folderWith({ ...pluginPackage('oc-partitioner-x', {}), 'configs/c.yaml': '' });
    const other = await folderWith({});
    await symlink(join(real, 'configs'), join(other, 'linked'));
    const host = createPluginHost({ searchFrom: [] });
    expect(await host.load('partitioner', 'x', join(other, 'linked', 'c.yaml'))).toMatchObject({ version: '1.2.3' });
  });
});

describe('failures', () => {
  it('says what was looked for, where, and how to get it', async () => {
    const folder = await folderWith({});
    const host = createPluginHost({ searchFrom: [join(folder, 'other')] });
    const config = join(folder, 'c.yaml');
    await expect(host.load('model', 'onxx', config)).rejects.toMatchObject({
      code: 'PLUGIN_NOT_FOUND',
      message: 'no model of type "onxx": oc-model-onxx was not found',
      details: [
        'Searched from:',
        `  ${config}`,
        `  ${join(folder, 'other')}`,
        'Did you mean "onnx"?',
        'To install it: npm i oc-model-onxx',
      ].join('\n'),
      fatal: true,
    });
    await expect(host.load('model', 'onnx', config)).rejects.toMatchObject({
      details: expect.stringContaining('To install it: npm i oc-model-onnx oc-tiny-models'),
    });
    await expect(host.load('runner', '@acme/kubernetes/sub', config)).rejects.toMatchObject({
      details: expect.stringMatching(
        /Known runner types: local, slurm, dlc\nTo install it: npm i @acme\/oc-runner-kubernetes$/,
      ),
    });
  });

  it('tells a sub-path that a package does not export from a package that is not there', async () => {
    const folder = await folderWith(pluginPackage('oc-dataset-x', {}));
    const later = await folderWith(pluginPackage('oc-dataset-x', {}));
    const host = createPluginHost({ searchFrom: [later] });
    await expect(host.load('dataset', 'x/sub', join(folder, 'c.yaml'))).rejects.toMatchObject({
      code: 'PLUGIN_NOT_FOUND',
      message: 'no dataset of type "x/sub": a package was found, but it does not export oc-dataset-x/sub',
      details: expect.not.stringContaining('npm i'),
    });
  });

  it('keeps the cause of a module that throws, and does not look for another copy', async () => {
    const good = await folderWith(pluginPackage('oc-partitioner-x', {}));
    const bad = await folderWith({
      ...pluginPackage('oc-partitioner-x', {}),
      'node_modules/oc-partitioner-x/index.js': 'throw new Error("first line\\nsecond line");',
    });
    const host = createPluginHost({ searchFrom: [good] });
    await expect(host.load('partitioner', 'x', join(bad, 'c.yaml'))).rejects.toMatchObject({
      code: 'PLUGIN_IMPORT_FAILED',
      message: 'the partitioner "x" was found but cannot be imported: first line',
      details: expect.stringContaining(join(bad, 'node_modules/oc-partitioner-x/index.js')),
      cause: expect.objectContaining({ message: 'first line\nsecond line' }),
    });
  });

  it.each([
    ['was never built', { 'node_modules/oc-partitioner-x/index.js': '' }, { exports: './dist/index.js' }],
    ['has a package.json that is no JSON', { 'node_modules/oc-partitioner-x/package.json': '{' }, {}],
    ['has no entry at all', { 'node_modules/oc-partitioner-x/other.js': '' }, {}],
  ])('counts a package that %s as broken', async (_, files, manifest) => {
    const folder = await folderWith({
      'node_modules/oc-partitioner-x/package.json': { name: 'oc-partitioner-x', ...manifest },
      ...files,
    });
    const good = await folderWith(pluginPackage('oc-partitioner-x', {}));
    const host = createPluginHost({ searchFrom: [good] });
    await expect(host.load('partitioner', 'x', join(folder, 'c.yaml'))).rejects.toMatchObject({
      code: 'PLUGIN_IMPORT_FAILED',
    });
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['another kind', { kind: 'runner' }, 'its kind is "runner"'],
    ['another API version', { apiVersion: 7 }, 'it was made for API version 7, this is version 1'],
    ['no name', { name: 3 }, 'its name is not a text'],
    ['no summary', { summary: null }, 'its summary is not a text'],
    ['no schema', { optionsSchema: [] }, 'its optionsSchema is not an object'],
  ])('refuses a plugin with %s', async (_, change, problem) => {
    const folder = await folderWith(pluginPackage('oc-partitioner-x', change));
    const host = createPluginHost({ searchFrom: [] });
    await expect(host.load('partitioner', 'x', join(folder, 'c.yaml'))).rejects.toMatchObject({
      code: 'NOT_A_PLUGIN',
      message: `"x" is not a partitioner plugin: ${problem}`,
    });
    expect(host.loaded()).toEqual([]);
  });

  it.each([
    ['export const plugin = {};', 'the module has no default export that is an object'],
    ['export default 5;', 'the module has no default export that is an object'],
    [pluginModule({}).replace('create: () => ({})', 'create: 5'), 'its create is not a function'],
  ])('refuses a module such as %s', async (text, problem) => {
    const folder = await folderWith({ 'x.mjs': text });
    const host = createPluginHost({ searchFrom: [] });
    await expect(host.load('partitioner', './x.mjs', join(folder, 'c.yaml'))).rejects.toMatchObject({
      code: 'NOT_A_PLUGIN',
      message: `"./x.mjs" is not a partitioner plugin: ${problem}`,
    });
  });

  it('wants to know of a model where it works', async () => {
    const folder = await folderWith({ 'x.mjs': pluginModule({ kind: 'model' }) });
    const host = createPluginHost({ searchFrom: [] });
    await expect(host.load('model', './x.mjs', join(folder, 'c.yaml'))).rejects.toMatchObject({
      message: '"./x.mjs" is not a model plugin: its location is not "process" or "endpoint"',
    });
  });
});
