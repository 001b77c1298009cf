import { relative, resolve } from 'node:path';
import { resolvePackagePath, suggest } from 'oc-plugin-host';
import { isOcError, PLUGIN_KINDS, type PluginKind } from 'oc-sdk';
import picomatch from 'picomatch';
import { type CatalogueRoot, catalogue } from '../../catalogue/catalogue.ts';
import type { CatalogueEntry } from '../../catalogue/entry.ts';
import { badUsage, nothingListed } from '../../errors.ts';
import { alignColumns, tabbed } from '../columns.ts';
import { loadKnownPlugins } from './load-known.ts';

export interface ListFlags {
  readonly configDir: readonly string[] | undefined;
  readonly json: boolean | undefined;
}

/** What is listed: files that configs name, or plugins that have a short name. */
interface Listed {
  readonly kind: string;
  readonly name: string;
  readonly summary: string;
  readonly items?: number | undefined;
  /** As people see it. */
  readonly from: string;
  readonly file?: string;
  readonly package?: string | undefined;
}

const NAMED = ['models', 'datasets', 'summarizers'] as const;
const TYPES = PLUGIN_KINDS.map((kind) => `${kind}s`).filter((kind) => !NAMED.some((named) => named === kind));

/** `oc-core list [KIND] [PATTERN]`: what a config can name, with one line on each. */
export async function list(first: string | undefined, second: string | undefined, flags: ListFlags): Promise<number> {
  const { kinds, pattern } = wanted(first, second);
  const roots = rootsOf(flags.configDir ?? []);
  const all = (await Promise.all(kinds.map((kind) => listed(kind, roots)))).flat();
  const found = pattern === undefined ? all : all.filter(fitting(pattern));
  if (found.length === 0) throw nothing(kinds, pattern, all, roots);
  process.stdout.write(`${flags.json ? JSON.stringify(found.map(asJson), null, 2) : asText(found)}\n`);
  return 0;
}

/** One word that is no kind is a pattern for all that files hold. */
function wanted(first: string | undefined, second: string | undefined) {
  const known: readonly string[] = [...NAMED, ...TYPES];
  const kind = known.find((each) => each === first || each === `${first}s`);
  if (kind !== undefined) return { kinds: [kind], pattern: second };
  if (second === undefined) return { kinds: [...NAMED], pattern: first };
  const guess = suggest(first ?? '', known);
  throw badUsage(
    `there is no kind ${JSON.stringify(first)} to list`,
    guess === undefined ? `There are: ${known.join(', ')}.` : `Did you mean ${JSON.stringify(guess)}?`,
  );
}

/** The folders in which a config of the working directory looks names up. */
function rootsOf(configDirs: readonly string[]): CatalogueRoot[] {
  const own = ['.', ...configDirs].map((folder) => ({ folder: resolve(folder) }));
  try {
    const folder = resolvePackagePath('npm:oc-configs', [resolve('.'), import.meta.filename]);
    return [...own, { folder, package: 'oc-configs' }];
  } catch (error) {
    if (isOcError(error)) return own;
    throw error;
  }
}

async function listed(kind: string, roots: readonly CatalogueRoot[]): Promise<Listed[]> {
  if (TYPES.includes(kind)) return await types(kind.slice(0, -1) as PluginKind);
  const entries = await catalogue(kind.slice(0, -1) as CatalogueEntry['kind'], roots);
  return entries.map((entry) => ({ ...entry, from: entry.package ?? whereIs(entry.file) }));
}

async function types(kind: PluginKind): Promise<Listed[]> {
  const { host } = await loadKnownPlugins([kind]);
  return host.loaded().map(({ plugin, type, specifier, version }) => ({
    kind,
    name: type,
    summary: plugin.summary,
    from: version === undefined ? specifier : `${specifier}@${version}`,
  }));
}

/** With `*`, `?`, `[` or `{` a pattern for the whole name, else a part of it; capitals do not matter. */
function fitting(pattern: string): (entry: Listed) => boolean {
  if (!/[*?[{]/.test(pattern)) return ({ name }) => name.toLowerCase().includes(pattern.toLowerCase());
  const fits = picomatch(pattern, { nocase: true, basename: !pattern.includes('/') });
  return ({ name }) => fits(name);
}

function nothing(
  kinds: readonly string[],
  pattern: string | undefined,
  all: readonly Listed[],
  roots: readonly CatalogueRoot[],
) {
  const places = roots.flatMap(({ folder }) => kinds.map((kind) => `${folder}/${kind}`));
  const guess =
    pattern === undefined
      ? undefined
      : suggest(
          pattern,
          all.map(({ name }) => name),
        );
  return nothingListed(kinds, pattern, guess, kinds.some((kind) => TYPES.includes(kind)) ? [] : places);
}

function asJson({ kind, name, summary, items, file, package: origin, from }: Listed): object {
  return {
    kind,
    name,
    summary,
    items: items ?? null,
    ...(file === undefined ? { from } : { file, package: origin ?? null }),
  };
}

/** For people, a table that fits their terminal; for a program, a line of tabbed cells each. */
function asText(found: readonly Listed[]): string {
  const rows = found.map((entry) => cellsOf(entry));
  if (!process.stdout.isTTY) return tabbed(rows).join('\n');
  const table = [['name', 'kind', 'items', 'what it is', 'from'], ...rows];
  return alignColumns(table, { width: process.stdout.columns ?? 80, flexible: 3, right: [2] }).join('\n');
}

function cellsOf({ kind, name, items, summary, from }: Listed): string[] {
  return [name, kind, items?.toLocaleString('en') ?? '-', summary || '-', from];
}

/** From the working directory where it is below it. */
function whereIs(path: string): string {
  const below = relative(process.cwd(), path);
  return below.startsWith('..') ? path : below;
}
