import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from './doc-pages.ts';
import type { Project } from './temp-project.ts';

const EXAMPLES = join(ROOT, 'docs/plugins/examples');

/** Compiles the example plugins with the workspace's settings, as a package of its own that finds ours. */
export async function compileExamples(folder: string): Promise<void> {
  await linkPackages(folder);
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  const args = [tsc, '-p', EXAMPLES, '--outDir', join(folder, 'dist')];
  await promisify(execFile)(process.execPath, args, { cwd: ROOT });
  await writeFile(join(folder, 'package.json'), await readFile(join(EXAMPLES, 'package.json')));
}

/** The examples as single files beside the config, and installed as a package. */
export async function installExamples(compiled: string, { root, path, write }: Project): Promise<void> {
  await linkPackages(root);
  await cp(join(compiled, 'dist'), root, { recursive: true });
  await write('package.json', { type: 'module' });
  const installed = path('node_modules', '@acme', 'oc-plugins');
  await mkdir(dirname(installed), { recursive: true });
  await cp(compiled, installed, { recursive: true, filter: (source) => !source.includes('node_modules') });
}

async function linkPackages(folder: string): Promise<void> {
  await mkdir(join(folder, 'node_modules'), { recursive: true });
  for (const name of ['oc-sdk', 'oc-conformance']) {
    await symlink(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name), 'dir');
  }
}
