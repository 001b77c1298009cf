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
  /** OWNER/NAME of its dataset. */
  readonly repository: string;
  readonly mode: 'gen' | 'ppl';
  /** Its type. */
  readonly evaluator: string;
  /** The lines at its top. */
  readonly header: readonly string[];
  /** What `${each:name}` (or `${each}`) stands for. */
  readonly names: readonly string[];
}

type Block = Readonly<Record<string, unknown>>;

export function libraryConfigs(): LibraryConfig[] {
  return filesBelow('configs/datasets')
    .filter((file) => file.endsWith('.yaml') && !file.includes('/tiny/'))
    .map(configOf);
}

function configOf(file: string): LibraryConfig {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const whole = parse(text) as { for_each?: (string | Block)[]; datasets?: Block[] } & Block;
  const block = whole.datasets?.[0] ?? whole;
  const entries = whole.for_each ?? [''];
  const inferencer = (block.infer_cfg as { inferencer: { type: string } }).inferencer.type;
  return {
    name: basename(file, '.yaml'),
    file,
    abbrs: entries.map((entry) => put(String(block.abbr), entry)),
    repository: String(block.path),
    mode: /^ppl/.test(inferencer) ? 'ppl' : 'gen',
    evaluator: (block.eval_cfg as { evaluator: { type: string } }).evaluator.type,
    header: text.split('\n').filter((line) => line.startsWith('#')),
    names: entries.map((entry) => (typeof entry === 'string' ? entry : String(entry.name))),
  };
}

function put(text: string, entry: string | Block): string {
  return text.replace(/\$\{each(?::(\w+))?\}/g, (_, key) => String(typeof entry === 'string' ? entry : entry[key]));
}

const FIXTURES = 'test/fixtures/hub';

/**
 * The fixtures as datasets of a hub. A file `x.parquet.jsonl` is packed to the Parquet file that it stands for; a folder
 * `[any]` stands for one of every name that a config of that dataset lists.
 */
export function fixtureRepositories(configs: readonly LibraryConfig[]): Record<string, HubRepository> {
  const found: Record<string, Record<string, Buffer>> = {};
  for (const file of filesBelow(FIXTURES)) {
    const [owner, name, ...rest] = file.slice(FIXTURES.length + 1).split('/');
    const repository = `${owner}/${name}`;
    const files = found[repository] ?? {};
    found[repository] = files;
    const content = contentOf(file);
    const path = rest.join('/').replace(/\.parquet\.jsonl$/, '.parquet');
    for (const place of placesOf(
      path,
      configs.filter((config) => config.repository === repository),
    ))
      files[place] = content;
  }
  return Object.fromEntries(
    Object.entries(found).map(([name, files]) => [name, { files, revisions: ['refs/convert/parquet'] }]),
  );
}

function placesOf(path: string, configs: readonly LibraryConfig[]): string[] {
  if (!path.includes('[any]')) return [path];
  return configs.flatMap(({ names }) => names.map((name) => path.replaceAll('[any]', name)));
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
