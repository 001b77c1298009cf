import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

interface Locked {
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}
/** Folder to what is installed there: `node_modules/a/node_modules/b`; '' is the workspace itself. */
type Lock = Readonly<Record<string, Locked>>;

const REGISTRY = 'https://registry.npmjs.org/';

describe('package-lock.json', () => {
  const { packages } = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8')) as {
    packages: Lock;
  };

  it('has every optional dependency, so that npm ci accepts it and every platform gets its own', () => {
    expect(missingOptionals(packages)).toEqual([]);
    expect(Object.values(packages).filter((locked) => locked.optionalDependencies).length).toBeGreaterThan(5);
  });

  it('names no address but the public registry, and a hash for everything that is downloaded', () => {
    expect(foreignAddresses(packages)).toEqual([]);
    expect(withoutHash(packages)).toEqual([]);
    expect(Object.values(packages).filter(({ integrity }) => integrity).length).toBeGreaterThan(200);
  });
});

describe('a lock file with a fault', () => {
  it('is found where a platform of a native package is missing', () => {
    const lock: Lock = {
      'node_modules/tool': { optionalDependencies: { 'tool-linux': '1.0.0', 'tool-mac': '1.0.0' } },
      'node_modules/tool/node_modules/tool-linux': {},
      'node_modules/other/node_modules/tool-mac': {},
    };
    expect(missingOptionals(lock)).toEqual(['node_modules/tool: tool-mac']);
  });

  it('is found where a package comes from elsewhere, or without a hash', () => {
    const lock: Lock = {
      '': {},
      'packages/a': {},
      'node_modules/a': { link: true, resolved: 'packages/a' },
      'node_modules/b': { integrity: 'sha512-b', resolved: `${REGISTRY}b/-/b-1.0.0.tgz` },
      'node_modules/c': { resolved: 'http://mirror.example/c-1.0.0.tgz' },
      'node_modules/d': { integrity: 'sha512-d', resolved: 'file:../d.tgz' },
      'node_modules/e': { link: true, resolved: '../elsewhere' },
    };
    expect(foreignAddresses(lock)).toEqual(['http://mirror.example/c-1.0.0.tgz', 'file:../d.tgz', '../elsewhere']);
    expect(withoutHash(lock)).toEqual(['node_modules/c']);
  });
});

function missingOptionals(lock: Lock): string[] {
  return Object.entries(lock).flatMap(([folder, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => !foldersAbove(folder).some((above) => Object.hasOwn(lock, `${above}node_modules/${name}`)))
      .map((name) => `${folder}: ${name}`),
  );
}

/** Where Node looks for what a package imports, nearest first: '', or ending in a slash. */
function foldersAbove(folder: string): string[] {
  const cut = folder.lastIndexOf('/node_modules/');
  const above = cut === -1 ? [''] : foldersAbove(folder.slice(0, cut));
  return folder === '' ? [''] : [`${folder}/`, ...above];
}

function foreignAddresses(lock: Lock): string[] {
  return Object.values(lock).flatMap(({ resolved, link }) => {
    const known = resolved === undefined || (link ? Object.hasOwn(lock, resolved) : resolved.startsWith(REGISTRY));
    return known ? [] : [resolved];
  });
}

function withoutHash(lock: Lock): string[] {
  return Object.entries(lock)
    .filter(([folder, { integrity, link }]) => /(^|\/)node_modules\//.test(folder) && !link && !integrity)
    .map(([folder]) => folder);
}
