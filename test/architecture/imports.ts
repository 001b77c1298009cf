/** A module that a source names. */
export interface Import {
  readonly specifier: string;
  /** `resolve`: reached by name at run time, with `import.meta.resolve`. */
  readonly how: 'import' | 'resolve';
}

const QUOTED = String.raw`\s*['"]([^'"\n]+)['"]`;
const NOT_IN_COMMENT = String.raw`(?<!^[ \t]*(?:\*|/).*)`;

/** `import a, { b } from 'x'`, `import type`, `export * from 'x'`: a formatted source starts a line with them. */
const FROM = new RegExp(String.raw`^[ \t]*(?:import|export)\b[^'"\x60;()=]*\bfrom${QUOTED}`, 'gm');
const BARE = new RegExp(String.raw`^[ \t]*import${QUOTED}`, 'gm');
/** `await import('x')`, and `import('x').T` in a type. */
const DYNAMIC = new RegExp(String.raw`${NOT_IN_COMMENT}\bimport\(${QUOTED}`, 'gm');
const RESOLVE = new RegExp(String.raw`${NOT_IN_COMMENT}\bimport\.meta\.resolve\(${QUOTED}`, 'gm');

/** Every module that the text of a source names literally. A computed name is none of these. */
export function importsOf(text: string): Import[] {
  const matches = (pattern: RegExp, how: Import['how']): Import[] =>
    [...text.matchAll(pattern)].map(([, specifier = '']) => ({ specifier, how }));
  return [...[FROM, BARE, DYNAMIC].flatMap((pattern) => matches(pattern, 'import')), ...matches(RESOLVE, 'resolve')];
}

/** `@acme/thing/deep` belongs to `@acme/thing`. */
export function packageOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}
