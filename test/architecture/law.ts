import { readFileSync } from 'node:fs';

/** What the packages of one layer are called and what they may use of ours. A name may end in `*`. */
export interface Layer {
  readonly packages: readonly string[];
  readonly mayImport: readonly string[];
  /** Listed as dependencies without being imported: reached by name at run time. `layer:X` is every package of X. */
  readonly mayBring?: readonly string[];
  /** Listed as development dependencies. */
  readonly mayTestWith?: readonly string[];
}

export interface Law {
  readonly layers: Readonly<Record<string, Layer>>;
  /** Package to what it may import besides. */
  readonly exceptions: Readonly<Record<string, readonly string[]>>;
}

export const law: Law = JSON.parse(readFileSync(new URL('./law.json', import.meta.url), 'utf8'));

/** Whether a package name is one of a list in which names may end in `*`. */
export function isAmong(name: string, list: readonly string[]): boolean {
  return list.some((entry) => (entry.endsWith('*') ? name.startsWith(entry.slice(0, -1)) : entry === name));
}

/** What a package may import of ours. */
export function importable(name: string, layer: Layer): readonly string[] {
  return [...layer.mayImport, ...(law.exceptions[name] ?? [])];
}

/** Whether a package, with its tags, is one of a list of names, patterns and `layer:X`. */
export function isListed(
  target: { readonly name: string; readonly tags: readonly string[] },
  list: readonly string[],
): boolean {
  return isAmong(target.name, list) || target.tags.some((tag) => list.includes(tag));
}
