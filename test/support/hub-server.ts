import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A dataset as the hub has it: its files, some of them in large file storage. */
export interface HubRepository {
  readonly files: Readonly<Record<string, Buffer>>;
  /** Files kept in large file storage. Default: those that end in .parquet. */
  readonly isLarge?: (path: string) => boolean;
  /** Revisions besides `main` that lead to the same commit. */
  readonly revisions?: readonly string[];
  /** The token that is needed. */
  readonly token?: string;
}

/** What goes wrong with a request: a status, no answer at all, or a connection that is cut within the content. */
export type HubFault = number | 'hang' | 'cut' | 'garble';

export interface HubServer {
  readonly url: string;
  /** `METHOD path` of every request, in order. */
  readonly requests: string[];
  /** Value of `authorization` of every request that is not for the store of large files. */
  readonly authorizations: (string | undefined)[];
  /** Of those for the store. */
  readonly storeAuthorizations: (string | undefined)[];
  /** Asked for every request; undefined: all is well. */
  fault: (path: string) => HubFault | undefined;
  readonly repositories: Map<string, HubRepository>;
  close(): Promise<void>;
}

/** Entries of a page of a folder's listing. */
const PAGE = 2;

/** The API of the Hugging Face hub for datasets, as far as its clients use it to read, on the loopback interface. */
export async function startHubServer(repositories: Readonly<Record<string, HubRepository>>): Promise<HubServer> {
  const server = createServer((request, response) => answer(hub, request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const hub: HubServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: [],
    authorizations: [],
    storeAuthorizations: [],
    fault: () => undefined,
    repositories: new Map(Object.entries(repositories)),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return hub;
}

/** The commit of a repository: another one whenever a file is another one. */
export function commitOf({ files }: HubRepository): string {
  const hash = createHash('sha1');
  for (const [path, content] of Object.entries(files)) hash.update(path).update(content);
  return hash.digest('hex');
}

function answer(hub: HubServer, request: IncomingMessage, response: ServerResponse): unknown {
  const url = new URL(request.url ?? '/', hub.url);
  const path = decodeURIComponent(url.pathname);
  const isStore = path.startsWith('/store/');
  hub.requests.push(`${request.method} ${path}`);
  (isStore ? hub.storeAuthorizations : hub.authorizations).push(request.headers.authorization);
  const fault = hub.fault(path);
  if (fault === 'hang') return;
  if (typeof fault === 'number') return fail(response, fault, 'made to fail');
  if (isStore) return sendStored(hub, path, request, response, fault);
  const [, name, rest] = /^\/(?:api\/)?datasets\/([^/]+\/[^/]+)\/(.*)$/.exec(path) ?? [];
  const repository = hub.repositories.get(name ?? '');
  if (name === undefined || rest === undefined || repository === undefined)
    return fail(response, 401, 'Repository not found');
  if (repository.token !== undefined && request.headers.authorization !== `Bearer ${repository.token}`)
    return fail(response, request.headers.authorization ? 403 : 401, 'Access to this dataset is restricted');
  const [, verb, place = ''] = /^(revision|tree|resolve)\/(.*)$/.exec(rest) ?? [];
  const known = [...(repository.revisions ?? []), 'main', 'HEAD', commitOf(repository)];
  const revision = known.find((each) => place === each || place.startsWith(`${each}/`));
  if (revision === undefined) return fail(response, 404, 'Invalid rev id');
  const inside = place.slice(revision.length + 1);
  if (verb === 'revision')
    sendJson(response, { _id: '1', id: name, sha: commitOf(repository), lastModified: new Date(0) });
  else if (verb === 'tree') sendTree(repository, inside, url, response);
  else sendFile(hub, repository, inside, request, response, fault);
}

function sendTree(repository: HubRepository, folder: string, url: URL, response: ServerResponse): unknown {
  const paths = Object.keys(repository.files).filter((path) => folder === '' || path.startsWith(`${folder}/`));
  if (paths.length === 0 && folder !== '') return fail(response, 404, `${folder} does not exist`);
  const entries: object[] = paths.map((path) => entryOf(repository, path));
  if (folder === '') entries.unshift({ type: 'directory', oid: '0', size: 0, path: 'data' });
  const from = Number(url.searchParams.get('cursor') ?? 0);
  url.searchParams.set('cursor', String(from + PAGE));
  if (from + PAGE < entries.length) response.setHeader('Link', `<${url}>; rel="next"`);
  sendJson(response, entries.slice(from, from + PAGE));
}

function entryOf(repository: HubRepository, path: string): object {
  const content = repository.files[path] as Buffer;
  const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${sha256(content)}\nsize ${content.length}\n`;
  if (!isLarge(repository, path)) return { type: 'file', oid: gitHash(content), size: content.length, path };
  const lfs = { oid: sha256(content), size: content.length, pointerSize: pointer.length };
  return { type: 'file', oid: gitHash(Buffer.from(pointer)), size: content.length, path, lfs };
}

function isLarge({ isLarge = (path) => path.endsWith('.parquet') }: HubRepository, path: string): boolean {
  return isLarge(path);
}

function sendFile(
  hub: HubServer,
  repository: HubRepository,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
  fault: 'cut' | 'garble' | undefined,
): unknown {
  const content = repository.files[path];
  if (content === undefined) {
    response.setHeader('X-Error-Code', 'EntryNotFound');
    return fail(response, 404, 'Entry not found');
  }
  if (!isLarge(repository, path)) return sendContent(content, gitHash(content), request, response, fault);
  // The real store is another host: the client must not show it the token.
  const store = hub.url.replace('127.0.0.1', 'localhost');
  response.writeHead(302, { Location: `${store}/store/${sha256(content)}`, 'X-Linked-ETag': `"${sha256(content)}"` });
  response.end();
}

function sendStored(
  hub: HubServer,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
  fault: 'cut' | 'garble' | undefined,
): unknown {
  const wanted = path.slice('/store/'.length);
  const all = [...hub.repositories.values()].flatMap(({ files }) => Object.values(files));
  const content = all.find((each) => sha256(each) === wanted);
  if (content === undefined) return fail(response, 404, 'not stored');
  sendContent(content, wanted, request, response, fault);
}

function sendContent(
  content: Buffer,
  etag: string,
  request: IncomingMessage,
  response: ServerResponse,
  fault: 'cut' | 'garble' | undefined,
): unknown {
  const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
  response.setHeader('ETag', `"${etag}"`);
  if (from !== undefined) {
    const part = content.subarray(Number(from), Number(to) + 1);
    response.writeHead(206, {
      'Content-Range': `bytes ${from}-${to}/${content.length}`,
      'Content-Length': part.length,
    });
    return void response.end(part);
  }
  response.writeHead(200, { 'Content-Length': content.length });
  if (fault === 'garble') return void response.end(Buffer.alloc(content.length, 'x'));
  if (fault !== 'cut') return void response.end(content);
  response.write(content.subarray(0, content.length >> 1), () => response.destroy());
}

function sendJson(response: ServerResponse, value: unknown): void {
  response.setHeader('Content-Type', 'application/json');
  response.end(JSON.stringify(value));
}

function fail(response: ServerResponse, status: number, error: string): void {
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify({ error }));
}

function sha256(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

function gitHash(content: Buffer): string {
  return createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex');
}
