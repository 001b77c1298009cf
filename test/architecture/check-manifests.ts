import { importable, isAmong, isListed, type Law, type Layer } from './law.ts';
import type { Manifest, Package } from './workspace.ts';

const ENGINES = '>=20.19';
const SECTIONS = ['dependencies', 'peerDependencies', 'devDependencies'] as const;

/** The layer that a package's tag says, or why it has none. */
export function layerOf({ name, nx }: Manifest, { layers }: Law): { tag: string; layer: Layer } | { problem: string } {
  const tags = (nx?.tags ?? []).filter((tag) => tag.startsWith('layer:'));
  const [tag = ''] = tags;
  const layer = layers[tag.slice('layer:'.length)];
  if (tags.length !== 1 || layer === undefined) return { problem: `${name}: needs one tag layer:* that the law knows` };
  if (!isAmong(name, layer.packages)) return { problem: `${name}: is tagged ${tag}, which is not for that name` };
  return { tag, layer };
}

/** What the `package.json` files of the workspace say against the law and each other. */
export function checkManifests(packages: readonly Package[], law: Law): string[] {
  const manifests = packages.map(({ manifest }) => manifest);
  return manifests.flatMap((manifest) => [
    ...checkShape(manifest, manifests),
    ...checkDependencies(manifest, manifests, law),
  ]);
}

function checkShape({ name, version, engines, type }: Manifest, manifests: readonly Manifest[]): string[] {
  const problems: string[] = [];
  const common = manifests.find((manifest) => manifest.name === 'oc-sdk')?.version;
  if (version !== common) problems.push(`${name}: version ${version}, while oc-sdk has ${common}`);
  if (name !== 'oc-tests' && engines?.node !== ENGINES) {
    problems.push(`${name}: engines.node is ${engines?.node ?? 'missing'}, not ${ENGINES}`);
  }
  if (type !== 'module') problems.push(`${name}: type is not "module"`);
  return problems;
}

function checkDependencies(manifest: Manifest, manifests: readonly Manifest[], law: Law): string[] {
  const found = layerOf(manifest, law);
  if ('problem' in found) return [found.problem];
  const problems = SECTIONS.flatMap((section) =>
    Object.entries(manifest[section] ?? {}).flatMap(([name, range]) => {
      const target = manifests.find((candidate) => candidate.name === name);
      if (target === undefined) return [];
      const allowed = allowedIn(section, manifest.name, found.layer, target);
      return [
        ...(allowed ? [] : [`${manifest.name}: ${section} has ${name}, which ${found.tag} may not use`]),
        ...(range === `^${target.version}` ? [] : [`${manifest.name}: ${name} is ${range}, not ^${target.version}`]),
      ];
    }),
  );
  return [...problems, ...(found.tag === 'layer:plugin' ? checkPeer(manifest) : [])];
}

function allowedIn(section: (typeof SECTIONS)[number], name: string, layer: Layer, target: Manifest): boolean {
  const also = section === 'devDependencies' ? layer.mayTestWith : layer.mayBring;
  const list = [...importable(name, layer), ...(also ?? [])];
  return isListed({ name: target.name, tags: target.nx?.tags ?? [] }, list);
}

/** One copy of the contracts for core and all plugins. */
function checkPeer({ name, dependencies, peerDependencies }: Manifest): string[] {
  const right = peerDependencies?.['oc-sdk'] !== undefined && dependencies?.['oc-sdk'] === undefined;
  return right ? [] : [`${name}: a plugin has oc-sdk as a peer dependency, and not as a dependency`];
}
