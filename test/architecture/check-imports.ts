import { isBuiltin } from 'node:module';
import { posix } from 'node:path';
import { layerOf } from './check-manifests.ts';
import { type Import, packageOf } from './imports.ts';
import { importable, isListed, type Law } from './law.ts';
import type { Manifest, Package } from './workspace.ts';

/** What the sources of the workspace import against the law and their own `package.json`. */
export function checkImports(packages: readonly Package[], law: Law): string[] {
  const manifests = new Map(packages.map(({ manifest }) => [manifest.name, manifest]));
  return packages.flatMap(({ manifest, folder, files }) =>
    files.flatMap((file) =>
      file.imports.flatMap((one) => {
        const problem = problemWith(one, file.path, manifest, manifests, law);
        return problem === undefined ? [] : [`${folder}/${file.path}: ${problem}`];
      }),
    ),
  );
}

function problemWith(
  { specifier, how }: Import,
  path: string,
  manifest: Manifest,
  manifests: ReadonlyMap<string, Manifest>,
  law: Law,
): string | undefined {
  if (specifier.startsWith('.')) return leavesPackage(path, specifier);
  if (isBuiltin(specifier)) return undefined;
  const name = packageOf(specifier);
  const target = manifests.get(name);
  if (target !== undefined && !mayUse(manifest, target, how, law)) return `imports ${name}, which its layer may not`;
  if (!isDeclared(manifest, name)) return `imports ${name}, which package.json does not declare`;
  if (target !== undefined && !exportsPath(target, specifier))
    return `imports ${specifier}, which ${name} does not export`;
  return undefined;
}

function leavesPackage(path: string, specifier: string): string | undefined {
  const target = posix.join(posix.dirname(path), specifier);
  return /^(?:src|dist)\//.test(target) ? undefined : `imports ${specifier}, which is outside of its sources`;
}

function mayUse(manifest: Manifest, target: Manifest, how: Import['how'], law: Law): boolean {
  const found = layerOf(manifest, law);
  if ('problem' in found) return false;
  const brought = how === 'resolve' ? (found.layer.mayBring ?? []) : [];
  const list = [...importable(manifest.name, found.layer), ...brought];
  return isListed({ name: target.name, tags: target.nx?.tags ?? [] }, list);
}

function isDeclared({ dependencies = {}, peerDependencies = {} }: Manifest, name: string): boolean {
  return Object.hasOwn(dependencies, name) || Object.hasOwn(peerDependencies, name);
}

function exportsPath({ name, exports = {} }: Manifest, specifier: string): boolean {
  return Object.hasOwn(exports, `.${specifier.slice(name.length)}`);
}
