import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createPluginHost } from 'oc-plugin-host';
import { PLUGIN_KINDS, type Plugin } from 'oc-sdk';
import { describe, expect, it } from 'vitest';
import { checkWorkspace } from './architecture/check.ts';
import { pluginEntries } from './architecture/check-plugins.ts';
import { importsOf } from './architecture/imports.ts';
import { law } from './architecture/law.ts';
import { readWorkspace } from './architecture/workspace.ts';
import { tempProject } from './support/temp-project.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

describe('this workspace', () => {
  it('keeps the law of who may import whom', () => {
    const { problems, packages, files, imports } = checkWorkspace(ROOT, law);
    expect(problems).toEqual([]);
    expect(packages).toBeGreaterThanOrEqual(18);
    expect(files).toBeGreaterThanOrEqual(250);
    expect(imports).toBeGreaterThanOrEqual(900);
  });

  it('names at least one import in every source file that has the word', () => {
    const unseen = readWorkspace(ROOT)
      .flatMap(({ folder, files }) => files.map((file) => ({ ...file, path: `${folder}/${file.path}` })))
      .filter(({ text, imports }) => /^import\b/m.test(text) && imports.length === 0);
    expect(unseen.map(({ path }) => path)).toEqual([]);
  });

  it('has a plugin behind every entry of every plugin package', async () => {
    const plugins = readWorkspace(ROOT).filter(({ manifest }) => manifest.nx?.tags?.includes('layer:plugin'));
    const entries = plugins.flatMap((plugin) =>
      pluginEntries(plugin).map(({ path }) => `${plugin.manifest.name}${path.slice(1)}`),
    );
    expect(entries.length).toBeGreaterThanOrEqual(30);
    const host = createPluginHost({ searchFrom: [] });
    for (const entry of entries) {
      const { default: plugin } = (await import(entry)) as { default?: Plugin };
      const kind = PLUGIN_KINDS.find((one) => one === plugin?.kind) ?? expect.fail(`${entry} is of no known kind`);
      expect((await host.load(kind, `npm:${entry}`, fileURLToPath(import.meta.url))).plugin).toBe(plugin);
    }
  });

  it('says in docs/architecture.md what the law says', () => {
    expect(tableIn(readFileSync(join(ROOT, 'docs', 'architecture.md'), 'utf8'))).toEqual(tableOf(law));
  });
});

describe('a workspace that breaks the law', () => {
  const cases: [string, Record<string, unknown>, string][] = [
    [
      'a package without a layer',
      { 'packages/sdk/package.json': manifest('oc-sdk', 'layer:sdk', { nx: {} }) },
      'oc-sdk: needs one tag layer:* that the law knows',
    ],
    [
      'a package in a layer that is not for it',
      { 'packages/b/package.json': manifest('oc-partitioner-b', 'layer:host') },
      'oc-partitioner-b: is tagged layer:host, which is not for that name',
    ],
    [
      'a plugin that lists core',
      { 'packages/a/package.json': plugin({ dependencies: { 'oc-core': '^1.0.0' } }) },
      'oc-partitioner-a: dependencies has oc-core, which layer:plugin may not use',
    ],
    [
      'a plugin that brings the contracts along',
      { 'packages/a/package.json': plugin({ dependencies: { 'oc-sdk': '^1.0.0' } }) },
      'oc-partitioner-a: a plugin has oc-sdk as a peer dependency, and not as a dependency',
    ],
    [
      'an old range of one of ours',
      { 'packages/a/package.json': plugin({ peerDependencies: { 'oc-sdk': '^0.9.0' } }) },
      'oc-partitioner-a: oc-sdk is ^0.9.0, not ^1.0.0',
    ],
    [
      'a version of its own',
      { 'packages/b/package.json': manifest('oc-conformance', 'layer:testkit', { version: '1.0.1' }) },
      'oc-conformance: version 1.0.1, while oc-sdk has 1.0.0',
    ],
    [
      'other engines',
      { 'packages/a/package.json': plugin({ engines: { node: '>=18' } }) },
      'oc-partitioner-a: engines.node is >=18, not >=20.19',
    ],
    [
      'a module of the old kind',
      { 'packages/a/package.json': plugin({ type: 'commonjs' }) },
      'oc-partitioner-a: type is not "module"',
    ],
    [
      'an import of core by a plugin',
      { 'packages/a/src/index.ts': "import { run } from 'oc-core';\nexport default run;\n" },
      'packages/a/src/index.ts: imports oc-core, which its layer may not',
    ],
    [
      'an import of a plugin by core, though core brings it',
      { 'packages/core/src/index.ts': "export const plugin = await import('oc-partitioner-a');\n" },
      'packages/core/src/index.ts: imports oc-partitioner-a, which its layer may not',
    ],
    [
      'a type of an undeclared package',
      { 'packages/a/src/index.ts': "import type { X } from 'left-pad';\nexport default {} as X;\n" },
      'packages/a/src/index.ts: imports left-pad, which package.json does not declare',
    ],
    [
      'a scoped, undeclared package, named over several lines',
      { 'packages/a/src/index.ts': "export {\n  a,\n  b as default,\n} from '@left/pad/deep';\n" },
      'packages/a/src/index.ts: imports @left/pad, which package.json does not declare',
    ],
    [
      'a deep import past the exports',
      { 'packages/a/src/index.ts': "import 'oc-sdk/dist/error.js';\nexport default {};\n" },
      'packages/a/src/index.ts: imports oc-sdk/dist/error.js, which oc-sdk does not export',
    ],
    [
      'a relative import into another package',
      { 'packages/a/src/index.ts': "import { core } from '../../core/src/index.ts';\nexport default core;\n" },
      'packages/a/src/index.ts: imports ../../core/src/index.ts, which is outside of its sources',
    ],
    [
      'files that import each other',
      {
        'packages/a/src/index.ts': "import { b } from './deep/b.ts';\nexport default b;\n",
        'packages/a/src/deep/b.ts': "import type c from '../c.ts';\nexport const b: typeof c = 1;\n",
        'packages/a/src/c.ts': "export { default } from './index.ts';\n",
      },
      'packages/a: src/c.ts -> src/index.ts -> src/deep/b.ts -> src/c.ts',
    ],
    [
      'a plugin package without a plugin',
      { 'packages/a/src/index.ts': 'export const plugin = {};\n' },
      'packages/a/src/index.ts: has no default export, the plugin',
    ],
    [
      'an entry without a source',
      { 'packages/a/package.json': plugin({ exports: { '.': './dist/gone.js' } }) },
      'oc-partitioner-a: exports ., which has no source src/gone.ts',
    ],
  ];

  it('is not the lawful one that the cases start from', async () => {
    const finding = checkWorkspace((await tempProject(LAWFUL)).root, law);
    expect(finding).toEqual({ problems: [], packages: 3, files: 3, imports: 4 });
  });

  it.each(cases)('is found: %s', async (_, changes, complaint) => {
    const { root } = await tempProject({ ...LAWFUL, ...changes });
    expect(checkWorkspace(root, law).problems).toEqual([complaint]);
  });
});

describe('imports of a source', () => {
  it('are found in every form, and not in comments or texts', () => {
    const text = [
      "import a from 'a';",
      "import b, { type B } from 'b';",
      "import * as c from 'c';",
      "import type { D } from 'd';",
      "import 'e';",
      "export * from 'f';",
      "export type { G } from 'g';",
      "const h = [await import('h1'), await import('h2')];",
      "type I = typeof import('i');",
      "import.meta.resolve('j');",
      "// import x from 'no-1';",
      "/** Like `import('no-2')`. */",
      " * import('no-3')",
      'export const text = \'an import from "no-4"\';',
      'await import(computed);',
    ].join('\n');
    const found = importsOf(text).map(({ specifier, how }) =>
      how === 'resolve' ? `${specifier}, resolved` : specifier,
    );
    expect(found.sort()).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h1', 'h2', 'i', 'j, resolved']);
  });
});

function manifest(name: string, tag: string, changes: object = {}): object {
  const exports = { '.': { types: './dist/index.d.ts', default: './dist/index.js' } };
  return {
    name,
    version: '1.0.0',
    type: 'module',
    engines: { node: '>=20.19' },
    exports,
    nx: { tags: [tag] },
    ...changes,
  };
}

function plugin(changes: object = {}): object {
  return manifest('oc-partitioner-a', 'layer:plugin', { peerDependencies: { 'oc-sdk': '^1.0.0' }, ...changes });
}

const LAWFUL = {
  'package.json': { workspaces: ['packages/*'] },
  'packages/sdk/package.json': manifest('oc-sdk', 'layer:sdk'),
  'packages/sdk/src/index.ts': "import 'node:fs';\nexport const sdk = 1;\n",
  'packages/a/package.json': plugin(),
  'packages/a/src/index.ts': "import { sdk } from 'oc-sdk';\nexport default { sdk };\n",
  'packages/core/package.json': manifest('oc-core', 'layer:core', {
    dependencies: { 'oc-sdk': '^1.0.0', 'oc-partitioner-a': '^1.0.0' },
  }),
  'packages/core/src/index.ts':
    "import { sdk } from 'oc-sdk';\nexport const core = [sdk, import.meta.resolve('oc-partitioner-a')];\n",
};

type Table = Record<string, { packages: string[]; mayImport: string[] }>;

/** The rows `| packages | layer | may import |` of the page; `x` also `y` is an exception for x alone. */
function tableIn(page: string): Table {
  const rows = [...page.matchAll(/^\| (`oc-[^|]+) \| (\w+) \| ([^|]+) \|$/gm)];
  return Object.fromEntries(
    rows.map(([, packages = '', layer = '', may = '']) => [
      layer,
      { packages: namesIn(packages), mayImport: namesIn(may.replace(/`[^`]+` also `[^`]+`/g, '')) },
    ]),
  );
}

function tableOf({ layers }: typeof law): Table {
  const { tests: _, ...written } = layers;
  return Object.fromEntries(
    Object.entries(written).map(([name, { packages, mayImport }]) => [
      name,
      { packages: [...packages].sort(), mayImport: [...mayImport].sort() },
    ]),
  );
}

function namesIn(text: string): string[] {
  return [...text.matchAll(/`(oc-[\w*-]+)`/g)].map(([, name = '']) => name).sort();
}
