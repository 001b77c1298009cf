import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readWorkspace } from '../../architecture/workspace.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const PUBLIC = readWorkspace(ROOT).filter(({ manifest }) => !manifest.private);
const WITH_TYPES = PUBLIC.filter(({ manifest }) => !manifest.nx?.tags?.includes('layer:data'));

let folder: string;
/** Package to its tarball, as `npm publish` would send it. */
let tarballs: Readonly<Record<string, string>>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'oc-packed-'));
  tarballs = await packAll(folder);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('a tarball', () => {
  it.each(PUBLIC)('of $manifest.name has nothing that publint complains about', async ({ manifest }) => {
    const tarball = await readFile(tarballOf(manifest.name));
    const { messages } = await publint({ pack: { tarball: Uint8Array.from(tarball).buffer }, strict: true });
    expect(messages.map((message) => formatMessage(message, manifest))).toEqual([]);
  });

  it.each(WITH_TYPES)('of $manifest.name has types that its importers get', async ({ manifest }) => {
    const { exitCode, typed } = await attw(tarballOf(manifest.name));
    const entries = Object.keys(manifest.exports ?? {}).filter((path) => path !== './package.json');
    expect(typed).toEqual(entries);
    expect(exitCode).toBe(0);
  });

  it('without its declarations is found by attw', async () => {
    expect(await attw(await withoutDeclarations('oc-sdk'))).toEqual({ exitCode: 1, typed: ['./run-directory'] });
  });
});

describe('oc-core installed from tarballs in an empty folder', () => {
  let project: string;

  beforeAll(async () => {
    project = join(folder, 'project');
    await mkdir(project);
    await install(project, ['oc-core']);
  });

  it('brings the light plugins: the first config that it writes runs at once', async () => {
    expect(await ocCore(project, 'init', 'mine')).toMatchObject({ exitCode: 0 });
    const { exitCode, stdout, stderr } = await ocCore(project, 'mine/config.yaml');
    expect(exitCode, stderr).toBe(0);
    expect(stdout).toMatch(/^questions +\w+ +accuracy +gen +50\.00$/m);
  });

  it('says which command installs the heavy ones, where a config wants them', async () => {
    const { exitCode, stderr } = await ocCore(project, 'npm:oc-configs/quickstart.yaml');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('no model of type "onnx": oc-model-onnx was not found');
    expect(stderr).toContain('npm i oc-model-onnx oc-tiny-models');
  });

  it('prints the table of the quickstart once they are installed', async () => {
    await install(project, ['oc-core', 'oc-model-onnx', 'oc-tiny-models']);
    const { exitCode, stdout, stderr } = await ocCore(project, 'node_modules/oc-configs/quickstart.yaml');
    expect(exitCode, stderr).toBe(0);
    const check = await execa('node', [join(ROOT, 'tools/check-quickstart.mjs')], { input: stdout, reject: false });
    expect(check.exitCode, check.stdout).toBe(0);
  });

  it('runs a config that takes models and datasets from oc-configs by name', async () => {
    await writeFile(join(project, 'mine.yaml'), 'models: [tiny-s]\ndatasets: [capitals_cloze]\n');
    const { exitCode, stdout, stderr } = await ocCore(project, 'mine.yaml');
    expect(exitCode, stderr).toBe(0);
    expect(stdout).toMatch(/^capitals_cloze +\w+ +accuracy +ppl +65\.67$/m);
  });
});

async function packAll(destination: string): Promise<Record<string, string>> {
  const folders = PUBLIC.flatMap((one) => ['--workspace', one.folder]);
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', destination, ...folders];
  const { stdout } = await execa('npm', args, { cwd: ROOT });
  const packed: { name: string; filename: string }[] = Object.values(JSON.parse(stdout));
  return Object.fromEntries(packed.map(({ name, filename }) => [name, join(destination, filename)]));
}

function tarballOf(name: string): string {
  return tarballs[name] ?? expect.fail(`${name} was not packed`);
}

interface Attw {
  analysis: {
    entrypoints: Record<string, { resolutions: Record<string, { resolution?: { isTypeScript: boolean } }> }>;
  };
}

/** The exit code of `attw`, and the entries for which an ESM importer gets types. */
async function attw(tarball: string): Promise<{ exitCode: number | undefined; typed: string[] }> {
  const args = [tarball, '--profile', 'esm-only', '--no-definitely-typed', '--format', 'json'];
  const { stdout, exitCode } = await execa('attw', args, { preferLocal: true, localDir: ROOT, reject: false });
  const { analysis }: Attw = JSON.parse(stdout);
  const entries = Object.entries(analysis.entrypoints);
  const typed = entries.filter(([, { resolutions }]) => resolutions['node16-esm']?.resolution?.isTypeScript);
  return { exitCode, typed: typed.map(([entry]) => entry) };
}

/** A tarball with a fault, to see that it is found. */
async function withoutDeclarations(name: string): Promise<string> {
  const broken = join(folder, 'broken');
  await mkdir(broken);
  await execa('tar', ['-xzf', tarballOf(name), '-C', broken]);
  await rm(join(broken, 'package/dist/index.d.ts'));
  await execa('tar', ['-czf', join(folder, 'broken.tgz'), '-C', broken, 'package']);
  return join(folder, 'broken.tgz');
}

/** Asks for the named ones only; what they depend on comes from tarballs too, since no registry has it yet. */
async function install(project: string, names: readonly string[]): Promise<void> {
  const files = Object.entries(tarballs).map(([name, tarball]) => [name, `file:${tarball}`]);
  const dependencies = Object.fromEntries(files.filter(([name]) => names.includes(name ?? '')));
  const overrides = Object.fromEntries(files.filter(([name]) => !names.includes(name ?? '')));
  await writeFile(join(project, 'package.json'), JSON.stringify({ private: true, dependencies, overrides }));
  await execa('npm', ['install', '--ignore-scripts', '--prefer-offline'], { cwd: project });
}

async function ocCore(cwd: string, ...args: string[]) {
  const env = { OC_CACHE_DIR: join(folder, 'cache') };
  return await execa('npx', ['--no', '--', 'oc-core', ...args], { cwd, env, reject: false });
}
