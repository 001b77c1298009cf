import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { parse } from 'yaml';
import { filesBelow, ROOT } from './doc-pages.ts';
import type { HubRepository } from './hub-server.ts';

/** A file of `configs/datasets/` that reads from the hub. */
export interface LibraryConfig {
  /** As `--datasets` takes it. */
  readonly name: string;
  readonly file: string;
  readonly abbrs: readonly string[];
  /** OWNER/NAME of its dataset, for each of `names`. */
  readonly repositories: readonly string[];
  /** Of a file that only lists other files: their names. */
  readonly parts: readonly string[];
  readonly mode: 'gen' | 'ppl';
  /** Its type; of a file that only lists others, nothing. */
  readonly evaluator: string;
  /** The lines at its top. */
  readonly header: readonly string[];
  /** What `${each:name}` (or `${each}`) stands for. */
  readonly names: readonly string[];
}

type Block = Readonly<Record<string, unknown>>;

/** Of these only a few names are run: the others differ from them in nothing but the name, and take minutes. */
const SAMPLES: Readonly<Record<string, readonly string[]>> = {
  mmlu: ['abstract_algebra', 'moral_disputes', 'world_religions'],
  cmmlu: ['agronomy', 'logical', 'world_religions'],
  ceval: ['computer_network', 'law', 'physician'],
  flores: ['cmn_Hans', 'fra_Latn', 'jpn_Jpan'],
};

export function libraryConfigs(): LibraryConfig[] {
  return configsWith({});
}

/** The same with as many of their names as tests run. */
export function sampledConfigs(): LibraryConfig[] {
  return configsWith(SAMPLES);
}

function configsWith(samples: Readonly<Record<string, readonly string[]>>): LibraryConfig[] {
  const files = filesBelow('configs/datasets').filter((file) => file.endsWith('.yaml') && !file.includes('/tiny/'));
  const configs = files.map((file) => configOf(file, samples[basename(file, '.yaml').replace(/_[^_]+$/, '')]));
  return configs.map((config) => ({ ...config, abbrs: [...config.abbrs, ...abbrsOfParts(config, configs)] }));
}

function abbrsOfParts({ parts }: LibraryConfig, configs: readonly LibraryConfig[]): string[] {
  return configs.filter(({ name }) => parts.includes(name)).flatMap(({ abbrs }) => abbrs);
}

function configOf(file: string, sample: readonly string[] | undefined): LibraryConfig {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const whole = parse(text) as { for_each?: (string | Block)[]; datasets?: (string | Block)[] } & Block;
  const header = text.split('\n').filter((line) => line.startsWith('#'));
  const parts = whole.datasets?.filter((each) => typeof each === 'string') ?? [];
  const name = basename(file, '.yaml');
  if (parts.length > 0)
    return { name, file, header, parts, mode: 'gen', evaluator: '', abbrs: [], repositories: [], names: [] };
  const blocks = (whole.datasets ?? [whole]) as readonly Block[];
  const block = blocks[0] as Block;
  const entries = (whole.for_each ?? ['']).filter((entry) => sample?.includes(nameOf(entry)) ?? true);
  const inferencer = (block.infer_cfg as { inferencer: { type: string } }).inferencer.type;
  return {
    name,
    file,
    header,
    parts,
    abbrs: entries.flatMap((entry) => blocks.map(({ abbr }) => put(String(abbr), entry))),
    repositories: entries.map((entry) => put(String(block.path), entry)),
    mode: /^ppl/.test(inferencer) ? 'ppl' : 'gen',
    evaluator: (block.eval_cfg as { evaluator: { type: string } }).evaluator.type,
    names: entries.map(nameOf),
  };
}

/** What stands for an entry of `for_each`. */
export function nameOf(entry: string | Block): string {
  return typeof entry === 'string' ? entry : String(entry.name);
}

function put(text: string, entry: string | Block): string {
  return text.replace(/\$\{each(?::(\w+))?\}/g, (_, key) => String(typeof entry === 'string' ? entry : entry[key]));
}

const FIXTURES = 'test/fixtures/hub';

/**
 * The fixtures as datasets of a hub. A file `x.parquet.jsonl` is packed to the Parquet file that it stands for; `[any]` in
 * a path stands for every name that a config of that dataset lists and that has no file of its own.
 */
export function fixtureRepositories(configs: readonly LibraryConfig[]): Record<string, HubRepository> {
  const found: Record<string, Record<string, Buffer>> = {};
  const files = filesBelow(FIXTURES).map((file) => file.slice(FIXTURES.length + 1));
  const [shared, own] = [
    files.filter((file) => file.includes('[any]')),
    files.filter((file) => !file.includes('[any]')),
  ];
  for (const file of [...shared, ...own]) {
    const content = contentOf(`${FIXTURES}/${file}`);
    for (const place of file.includes('[any]') ? placesOf(file, configs) : [file]) {
      const [owner, name, ...rest] = place.replace(/\.parquet\.jsonl$/, '.parquet').split('/');
      const repository = `${owner}/${name}`;
      found[repository] = { ...found[repository], [rest.join('/')]: content };
    }
  }
  return Object.fromEntries(
    Object.entries(found).map(([name, files]) => [name, { files, revisions: ['refs/convert/parquet'] }]),
  );
}

function placesOf(file: string, configs: readonly LibraryConfig[]): string[] {
  return configs.flatMap(({ names, repositories }) =>
    names.map((name) => file.replaceAll('[any]', name)).filter((place, i) => place.startsWith(`${repositories[i]}/`)),
  );
}

function contentOf(file: string): Buffer {
  const bytes = readFileSync(join(ROOT, file));
  if (!file.endsWith('.parquet.jsonl')) return bytes;
  const rows = bytes
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Block);
  const columns = Object.keys(rows[0] as Block).map((name) => ({ name, data: rows.map((row) => row[name]) }));
  return Buffer.from(parquetWriteBuffer({ columnData: columns }));
}
