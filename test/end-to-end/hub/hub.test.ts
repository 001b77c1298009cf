import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { createPlugin } from 'oc-conformance';
import hubPlugin from 'oc-dataset-hub';
import { type Dataset, type DatasetRow, isOcError, type OcError } from 'oc-sdk';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { commitOf, type HubServer, startHubServer } from '../../support/hub-server.ts';

const VARIABLES = [
  'HF_ENDPOINT',
  'HF_TOKEN',
  'HF_HUB_CACHE',
  'HF_HUB_OFFLINE',
  'HF_DATASETS_OFFLINE',
  'HF_HUB_DOWNLOAD_TIMEOUT',
  'HF_TOKEN_PATH',
  'http_proxy',
  'no_proxy',
];

const parquetOf = (values: readonly string[]) =>
  Buffer.from(parquetWriteBuffer({ columnData: [{ name: 'a', data: [...values], type: 'STRING' }] }));
const tiny = {
  files: {
    'README.md': Buffer.from('# tiny'),
    'data/test-00000-of-00002.parquet': parquetOf(['a', 'b']),
    'data/test-00001-of-00002.parquet': parquetOf(['c']),
    'data/train.jsonl': Buffer.from('{"a":"t"}\n'),
  },
  revisions: ['v1', 'refs/convert/parquet'],
};

let hub: HubServer;
let before: NodeJS.ProcessEnv;
beforeEach(async () => {
  before = { ...process.env };
  for (const name of VARIABLES) delete process.env[name];
  hub = await startHubServer({ 'acme/tiny': tiny, 'acme/gated': { ...tiny, token: 'hf_secret' } });
  process.env.HF_ENDPOINT = hub.url;
  process.env.HF_TOKEN_PATH = '/nowhere/token';
  process.env.HF_HUB_CACHE = await mkdtemp(join(tmpdir(), 'oc-hub-'));
});
afterEach(async () => {
  await hub.close();
  await rm(process.env.HF_HUB_CACHE as string, { recursive: true });
  for (const name of VARIABLES) {
    delete process.env[name];
    if (before[name] !== undefined) process.env[name] = before[name];
  }
});

const FILES = { test: 'data/test-*.parquet', train: 'data/train.jsonl' };

async function dataset(options: object = {}): Promise<Dataset> {
  return await createPlugin(hubPlugin, { path: 'acme/tiny', files: FILES, ...options });
}

async function rowsOf(source: Dataset, split = 'test'): Promise<unknown[]> {
  const found: DatasetRow[] = [];
  for await (const row of source.rows(split)) found.push(row);
  return found.map(({ row }) => row.a);
}

async function failureOf(promise: Promise<unknown>): Promise<OcError> {
  const error: unknown = await promise.catch((reason: unknown) => reason);
  if (isOcError(error)) return error;
  throw new Error(`expected an OcError, got ${String(error)}`);
}

describe('a dataset of the hub', () => {
  it('is fetched once, by pages of its tree, and read from the cache of the other clients', async () => {
    expect(await rowsOf(await dataset())).toEqual(['a', 'b', 'c']);
    const commit = commitOf(tiny);
    const folder = join(process.env.HF_HUB_CACHE as string, 'datasets--acme--tiny');
    expect(await readFile(join(folder, 'refs/main'), 'utf8')).toBe(commit);
    expect((await readdir(join(folder, 'snapshots', commit, 'data'))).sort()).toEqual(
      Object.keys(tiny.files)
        .slice(1, 3)
        .map((path) => path.slice(5)),
    );
    expect((await readdir(join(folder, 'blobs'))).every((name) => /^[0-9a-f]{64}$/.test(name))).toBe(true);
    hub.requests.length = 0;
    expect(await rowsOf(await dataset())).toEqual(['a', 'b', 'c']);
    expect((await (await dataset()).summarize('test')).rows).toBe(3);
    expect(hub.requests.filter((path) => /resolve|store|tree/.test(path))).toEqual([]);
  });

  it('lists a folder once for all that want files of it', async () => {
    const trees = () => hub.requests.filter((path) => path.includes('/tree/')).length;
    await rowsOf(await dataset());
    const before = trees();
    await rowsOf(await dataset(), 'train');
    expect([before > 0, trees()]).toEqual([true, before]);
  });

  it('may join other files of it', async () => {
    hub.repositories.set('acme/pairs', {
      files: {
        'dev/en.jsonl': Buffer.from('{"id":1,"text":"one"}\n{"id":2,"text":"two"}\n'),
        'dev/fr.jsonl': Buffer.from('{"id":2,"text":"deux"}\n{"id":1,"text":"un"}\n'),
      },
    });
    const join = { french: { files: '{split}/fr.jsonl', on: 'id' } };
    const pairs = await dataset({ path: 'acme/pairs', files: '{split}/en.jsonl', join, columns: { a: 'french.text' } });
    expect(await rowsOf(pairs, 'dev')).toEqual(['un', 'deux']);
  });

  it('may be of a revision with slashes, and of another format for another split', async () => {
    expect(await rowsOf(await dataset({ revision: 'refs/convert/parquet' }), 'train')).toEqual(['t']);
    expect(hub.requests).toContain('GET /api/datasets/acme/tiny/revision/refs/convert/parquet');
  });

  it('is at the commit that the branch is now', async () => {
    expect(await rowsOf(await dataset({ revision: 'v1' }))).toEqual(['a', 'b', 'c']);
    const commit = commitOf(tiny);
    hub.requests.length = 0;
    expect(await rowsOf(await dataset({ revision: commit }))).toEqual(['a', 'b', 'c']);
    expect(hub.requests).toEqual([]);
  });

  it('has the same content hash as the same files on disk', async () => {
    const folder = join(process.env.HF_HUB_CACHE as string, 'datasets--acme--tiny/snapshots', commitOf(tiny), 'data');
    const { contentHash } = await (await dataset()).summarize('test');
    const { default: parquet } = await import('oc-dataset-files/parquet');
    const local = await createPlugin(
      parquet,
      { path: 'test-*.parquet' },
      { resolvePath: (path) => join(folder, path) },
    );
    expect((await local.summarize('test')).contentHash).toBe(contentHash);
  });
});

describe('access', () => {
  it('needs the token of HF_TOKEN, which the store of large files never sees', async () => {
    const refused = await failureOf(rowsOf(await dataset({ path: 'acme/gated' })));
    expect(refused).toMatchObject({
      code: 'HUB_ACCESS_DENIED',
      message: `${hub.url} refuses the dataset acme/gated (HTTP 401)`,
    });
    expect(refused.details).toContain('No token was sent.');
    process.env.HF_TOKEN = 'hf_secret';
    expect(await rowsOf(await dataset({ path: 'acme/gated' }))).toEqual(['a', 'b', 'c']);
    expect(hub.authorizations.slice(-2)).toEqual(['Bearer hf_secret', 'Bearer hf_secret']);
    expect(hub.storeAuthorizations.length).toBeGreaterThan(1);
    expect(hub.storeAuthorizations.every((value) => value === undefined)).toBe(true);
  });

  it('with the wrong token is refused, and the token is not told', async () => {
    process.env.HF_TOKEN = 'hf_wrong';
    const refused = await failureOf(rowsOf(await dataset({ path: 'acme/gated' })));
    expect(refused.details).toContain('does not suffice');
    expect(`${refused.message}${refused.details}`).not.toContain('hf_wrong');
  });
});

describe('what is not there', () => {
  it.each([
    [{ path: 'acme/none' }, 'HUB_ACCESS_DENIED', 'check it'],
    [{ revision: 'v9' }, 'HUB_NOT_FOUND', 'revision'],
    [{ files: 'nowhere/*.parquet' }, 'HUB_NOT_FOUND', 'folder in files'],
    [{ files: 'data/{split}-*.csv' }, 'HUB_FILE_NOT_FOUND', 'data/train.jsonl'],
    [{ files: { dev: 'a' } }, 'DATASET_SPLIT_UNKNOWN', 'dev'],
    [{ files: 'README.md' }, 'DATASET_FORMAT_UNKNOWN', '.parquet'],
    [{ files: '../../../etc/passwd' }, 'HUB_BAD_PATH', 'data/test-*.parquet'],
  ])('%j is told as %s', async (options, code, details) => {
    const failure = await failureOf(rowsOf(await dataset(options)));
    expect(failure.code).toBe(code);
    expect(failure.details).toContain(details);
  });
});

describe('without the network', () => {
  const cut = async () => {
    await hub.close();
    hub = await startHubServer({});
    await hub.close();
    process.env.HF_ENDPOINT = hub.url;
  };

  it.each(['HF_HUB_OFFLINE', 'HF_DATASETS_OFFLINE'])('%s reads what is here and asks nobody', async (variable) => {
    await rowsOf(await dataset());
    hub.requests.length = 0;
    process.env[variable] = '1';
    expect(await rowsOf(await dataset())).toEqual(['a', 'b', 'c']);
    const failure = await failureOf(rowsOf(await dataset(), 'train'));
    expect(failure.code).toBe('HUB_OFFLINE');
    expect(failure.message).toContain(variable);
    expect(failure.details).toContain(
      "hf download acme/tiny --repo-type dataset --revision main --include 'data/train.jsonl'",
    );
    expect(hub.requests).toEqual([]);
  });

  it('a snapshot that another client fetched is read if no part of it is missing', async () => {
    await rowsOf(await dataset());
    const folder = join(process.env.HF_HUB_CACHE as string, 'datasets--acme--tiny');
    await rm(join(folder, 'oc-core'), { recursive: true });
    process.env.HF_HUB_OFFLINE = '1';
    expect(await rowsOf(await dataset())).toEqual(['a', 'b', 'c']);
    await rm(join(folder, 'snapshots', commitOf(tiny), 'data/test-00001-of-00002.parquet'));
    expect((await failureOf(rowsOf(await dataset()))).code).toBe('HUB_OFFLINE');
  });

  it('says what to download, where from and to, and how to go offline', { timeout: 30_000 }, async () => {
    await cut();
    const { code, message, details } = await failureOf(rowsOf(await dataset()));
    expect([code, message]).toEqual([
      'HUB_UNREACHABLE',
      expect.stringContaining(`${hub.url} cannot be reached for the dataset acme/tiny`),
    ]);
    for (const text of [
      'Wanted: data/test-*.parquet',
      `From: ${hub.url}/datasets/acme/tiny/tree/main`,
      `To: ${process.env.HF_HUB_CACHE}/datasets--acme--tiny`,
      'HF_HUB_OFFLINE=1',
      'HF_ENDPOINT',
      'https_proxy',
    ])
      expect(details).toContain(text);
  });

  it('what was fetched earlier is used, with a warning', { timeout: 30_000 }, async () => {
    const repository = { ...tiny, files: { ...tiny.files, 'data/train.jsonl': Buffer.from('{"a":"other"}') } };
    hub.repositories.set('acme/kept', repository);
    await rowsOf(await dataset({ path: 'acme/kept' }));
    await cut();
    expect(await rowsOf(await dataset({ path: 'acme/kept' }))).toEqual(['a', 'b', 'c']);
  });
});

describe('a bad connection', { timeout: 30_000 }, () => {
  const failing = (wanted: RegExp, fault: HubServer['fault'], times: number) => {
    let left = times;
    hub.fault = (path) => {
      if (!wanted.test(path) || left === 0) return undefined;
      left -= 1;
      return fault(path);
    };
  };

  it('a server error, a cut and garbled content are tried again', async () => {
    failing(/revision/, () => 503, 1);
    expect(await rowsOf(await dataset())).toEqual(['a', 'b', 'c']);
    failing(/resolve.*train/, () => 'cut', 1);
    expect(await rowsOf(await dataset(), 'train')).toEqual(['t']);
  });

  it('what never arrives whole is an error, and nothing half is left', async () => {
    hub.fault = (path) => (path.includes('store') ? 'garble' : undefined);
    const failure = await failureOf(rowsOf(await dataset()));
    expect(failure.code).toBe('HUB_DOWNLOAD_BROKEN');
    const blobs = join(process.env.HF_HUB_CACHE as string, 'datasets--acme--tiny/blobs');
    expect(await readdir(blobs)).toEqual([]);
  });

  it('a hub that does not answer is given up after HF_HUB_DOWNLOAD_TIMEOUT', async () => {
    process.env.HF_HUB_DOWNLOAD_TIMEOUT = '0.2';
    hub.fault = (path) => (path.includes('tree') ? 'hang' : undefined);
    const failure = await failureOf(rowsOf(await dataset()));
    expect([failure.code, failure.message]).toEqual(['HUB_UNREACHABLE', expect.stringMatching(/timeout/i)]);
  });
});

describe('a proxy', () => {
  it('of http_proxy takes every request, but those to hosts of no_proxy', async () => {
    const proxy = await startProxy();
    process.env.http_proxy = proxy.url;
    // A timeout of its own: agents are kept by it, and read the variables when they are made.
    process.env.HF_HUB_DOWNLOAD_TIMEOUT = '31';
    expect(await rowsOf(await dataset({ revision: commitOf(tiny) }), 'train')).toEqual(['t']);
    expect(proxy.asked.length).toBeGreaterThan(0);
    expect(proxy.asked.every((to) => hub.url.includes(to))).toBe(true);
    proxy.asked.length = 0;
    process.env.no_proxy = '127.0.0.1,localhost';
    process.env.HF_HUB_DOWNLOAD_TIMEOUT = '32';
    expect(await rowsOf(await dataset({ revision: 'v1' }))).toEqual(['a', 'b', 'c']);
    expect(proxy.asked).toEqual([]);
  });
});

/** A real proxy: for CONNECT. */
async function startProxy(): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const proxy = createServer();
  proxy.on('connect', ({ url = '' }, socket) => {
    asked.push(url);
    const target = connect(Number(url.split(':')[1]), url.split(':')[0], () => socket.write('HTTP/1.1 200 OK\r\n\r\n'));
    target.pipe(socket).pipe(target);
    for (const end of [socket, target]) end.on('error', () => [socket, target].map((each) => each.destroy()));
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void proxy.close());
  return { url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`, asked };
}
