import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A temporary folder with the given files, removed after the test. */
export async function folderWith(files: Readonly<Record<string, string | object>>): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'oc-plugin-host-')));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return folder;
}

/** The files of a plugin package that Node can import, without a build and without oc-sdk. */
export function pluginPackage(name: string, plugin: Readonly<Record<string, unknown>>, version = '1.2.3') {
  return {
    [`node_modules/${name}/package.json`]: {
      name,
      version,
      type: 'module',
      exports: { '.': { import: './index.js' } },
    },
    [`node_modules/${name}/index.js`]: pluginModule(plugin),
  };
}

export function pluginModule(plugin: Readonly<Record<string, unknown>>): string {
  const whole = {
    kind: 'partitioner',
    apiVersion: 1,
    name: 'test',
    summary: 'For a test.',
    optionsSchema: { type: 'object', additionalProperties: false, properties: {} },
    ...plugin,
  };
  return `export default { ...${JSON.stringify(whole)}, create: () => ({}) };`;
}
