import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Package, readWorkspace } from './architecture/workspace.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PUBLIC = readWorkspace(ROOT).filter(({ manifest }) => !manifest.private);

/** Package to the files that `npm publish` would send. */
let published: Map<string, string[]>;

beforeAll(async () => {
  const folders = PUBLIC.flatMap(({ folder }) => ['--workspace', folder]);
  const { stdout } = await execa('npm', ['pack', '--dry-run', '--json', '--ignore-scripts', ...folders], { cwd: ROOT });
  const packed: { name: string; files: { path: string }[] }[] = JSON.parse(stdout);
  published = new Map(Object.values(packed).map(({ name, files }) => [name, files.map(({ path }) => path)]));
});

describe('a published package', () => {
  it('is each one of the workspace but its own tests', () => {
    expect([...published.keys()].sort()).toEqual(PUBLIC.map(({ manifest }) => manifest.name).sort());
    expect(PUBLIC.length).toBeGreaterThanOrEqual(17);
  });

  it.each(PUBLIC)('$manifest.name holds what it needs and nothing else', ({ manifest, folder, files }) => {
    const contents = published.get(manifest.name) ?? [];
    expect(contents.filter((path) => !allowed(path, manifest.name))).toEqual([]);
    expect(contents).toEqual(expect.arrayContaining(['package.json', 'README.md', 'LICENSE']));
    expect(contents).toEqual(expect.arrayContaining(builtFrom({ manifest, folder, files })));
    expect(readFileSync(`${ROOT}/${folder}/package.json`, 'utf8')).not.toContain('file:');
  });

  it.each(PUBLIC)('$manifest.name has every file that its exports and bin name', ({ manifest }) => {
    const contents = published.get(manifest.name) ?? [];
    const named = [...targetsIn(manifest.exports), ...targetsIn(manifest.bin)].filter((path) => !path.includes('*'));
    expect(named.length).toBeGreaterThan(0);
    expect(contents).toEqual(expect.arrayContaining(named.map((path) => path.replace(/^\.\//, ''))));
  });
});

/** Sources are published for the source maps. Data packages publish data. */
function allowed(path: string, name: string): boolean {
  if (/(^|\/)(test|fixtures|node_modules|outputs)\/|\.test\.[cm]?[jt]s$|\.tsbuildinfo$|\.test-report|\.tgz$/.test(path))
    return false;
  if (['package.json', 'README.md', 'LICENSE'].includes(path)) return true;
  if (name === 'oc-configs') return /\.(ya?ml|jsonl|md)$/.test(path);
  if (name === 'oc-tiny-models') return /^(tiny-[ms]\/.*\.(json|onnx)|data\/.*\.jsonl)$/.test(path);
  return /^(src\/.*\.ts|dist\/.*\.(js|d\.ts)(\.map)?|bin\/.*\.(js|sh))$/.test(path);
}

function builtFrom({ files }: Package): string[] {
  return files.flatMap(({ path }) =>
    path.startsWith('src/') ? [path, ...['.js', '.d.ts'].map((end) => built(path, end))] : [path],
  );
}

function built(source: string, end: string): string {
  return source.replace(/^src\//, 'dist/').replace(/\.ts$/, end);
}

/** Every path in an `exports` or `bin` map. */
function targetsIn(map: unknown): string[] {
  if (typeof map === 'string') return [map];
  return typeof map === 'object' && map !== null ? Object.values(map).flatMap(targetsIn) : [];
}
