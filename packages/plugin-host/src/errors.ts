import { API_VERSION, OcError, type PluginKind } from 'oc-sdk';
import { knownTypes, understoodTypes } from './aliases.ts';
import { packageNameOf } from './packages.ts';
import { suggest } from './suggest.ts';

/** Installed together, because the one is of little use without the other. */
const COMPANIONS: Readonly<Record<string, readonly string[]>> = { 'oc-model-onnx': ['oc-tiny-models'] };

/** A type that no package or file can have. */
export function badPluginType(kind: PluginKind, type: string): OcError {
  return new OcError({
    code: 'BAD_PLUGIN_TYPE',
    message: `${JSON.stringify(type)} cannot be the type of a ${kind}`,
    details: [
      'Expected a short name (size), an npm scope with or without a name (@acme/size), npm:NAME for a package that does',
      'not follow the naming rule, or a file (./mine.mjs).',
      ...didYouMean(kind, type),
    ].join('\n'),
    fatal: true,
  });
}

/** Nothing of that name is installed where plugins are looked for; or its package does not have that sub-path. */
export function pluginNotFound(
  kind: PluginKind,
  { type, specifier, kind: sort }: { type: string; specifier: string; kind: 'package' | 'file' },
  searched: readonly string[],
  reason?: string,
): OcError {
  return new OcError({
    code: 'PLUGIN_NOT_FOUND',
    message: `no ${kind} of type ${JSON.stringify(type)}: ${reason ?? `${specifier} was not found`}`,
    details: [
      'Searched from:',
      ...searched.map((place) => `  ${place}`),
      ...didYouMean(kind, type),
      ...(reason === undefined && sort === 'package' ? [`To install it: ${installCommand(specifier)}`] : []),
    ].join('\n'),
    fatal: true,
  });
}

/** The module is there, and threw while it was imported. It is not looked for elsewhere. */
export function pluginImportFailed(kind: PluginKind, type: string, place: string, cause: unknown): OcError {
  return new OcError({
    code: 'PLUGIN_IMPORT_FAILED',
    message: `the ${kind} ${JSON.stringify(type)} was found but cannot be imported: ${firstLine(cause)}`,
    details: [
      `Module: ${place}`,
      'The module, or one that it imports, is broken or not installed whole. Reinstall or mend it.',
    ].join('\n'),
    cause,
    fatal: true,
  });
}

/** The module's default export is no plugin of the kind that was asked for, or was made for another API. */
export function notAPlugin(kind: PluginKind, type: string, place: string, problem: string): OcError {
  return new OcError({
    code: 'NOT_A_PLUGIN',
    message: `${JSON.stringify(type)} is not a ${kind} plugin: ${problem}`,
    details: [
      `Module: ${place}`,
      `Expected as default export what define${capitalized(kind)}({ name, summary, optionsSchema, create }) of oc-sdk returns, for API version ${API_VERSION}.`,
    ].join('\n'),
    fatal: true,
  });
}

/** The schema of a plugin's options is no JSON Schema, or breaks the strict rules. */
export function badOptionsSchema(kind: PluginKind, name: string, cause: unknown): OcError {
  return new OcError({
    code: 'BAD_OPTIONS_SCHEMA',
    message: `the optionsSchema of the ${kind} plugin ${JSON.stringify(name)} cannot be used: ${firstLine(cause)}`,
    details: 'Expected JSON Schema draft 7 without unknown keywords or formats. This is for the author of the plugin.',
    cause,
    fatal: true,
  });
}

/** `npm:NAME/...` in a path, and no such package. */
export function pathPackageNotFound(path: string, name: string, searched: readonly string[]): OcError {
  return new OcError({
    code: 'PATH_PACKAGE_NOT_FOUND',
    message: `${JSON.stringify(path)}: the npm package ${JSON.stringify(name)} was not found`,
    details: ['Searched from:', ...searched.map((place) => `  ${place}`), `To install it: npm i ${name}`].join('\n'),
    fatal: true,
  });
}

/** A path that is no `npm:NAME/PATH`, or that leads out of the package. */
export function badPackagePath(path: string): OcError {
  return new OcError({
    code: 'BAD_PACKAGE_PATH',
    message: `${JSON.stringify(path)} is not a path in an npm package`,
    details: 'Expected npm:NAME/PATH or npm:@SCOPE/NAME/PATH, with a path that stays inside the package.',
    fatal: true,
  });
}

function installCommand(specifier: string): string {
  const name = packageNameOf(specifier);
  return ['npm i', name, ...(COMPANIONS[name] ?? [])].join(' ');
}

function didYouMean(kind: PluginKind, type: string): string[] {
  const names = understoodTypes(kind);
  if (names.includes(type)) return [];
  const guess = suggest(type, names);
  return [
    guess === undefined
      ? `Known ${kind} types: ${knownTypes(kind).join(', ')}`
      : `Did you mean ${JSON.stringify(guess)}?`,
  ];
}

function firstLine(error: unknown): string {
  return String(error instanceof Error ? error.message : error).split('\n', 1)[0] ?? '';
}

function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
