import { datasetInfo, downloadFile, listFiles } from '@huggingface/hub';
import type { HubFile, Repository } from './repository.ts';
import { hubFetch } from './request.ts';
import type { Settings } from './settings.ts';

/** The hub's API, through its official client. Errors are the client's own. */
export interface Remote {
  /** The commit that the revision is now. */
  commit(repository: Repository): Promise<string>;
  /** All files at a commit below a folder; the whole repository where it is empty. */
  files(name: string, commit: string, folder: string): Promise<HubFile[]>;
  /** The content; null where there is no such file. */
  open(name: string, commit: string, path: string): Promise<ReadableStream<Uint8Array> | null>;
}

export function remoteOf(settings: Settings, signal: AbortSignal): Remote {
  const common = { hubUrl: settings.endpoint, fetch: hubFetch(settings, signal) };
  const repo = (name: string) => ({ type: 'dataset', name }) as const;
  return {
    async commit({ name, revision }) {
      if (/^[0-9a-f]{40}$/.test(revision)) return revision;
      return (await datasetInfo({ ...common, name, revision, additionalFields: ['sha'] })).sha;
    },
    async files(name, commit, folder) {
      const path = folder === '' ? {} : { path: folder };
      const entries = listFiles({ ...common, ...path, repo: repo(name), revision: commit, recursive: true });
      const files: HubFile[] = [];
      for await (const { type, path: file, size, oid = '', lfs } of entries)
        if (type === 'file') files.push({ path: file, size: lfs?.size ?? size, oid, sha256: lfs?.oid });
      return files;
    },
    async open(name, commit, path) {
      // Plain HTTPS serves every file, through mirrors and proxies too; the chunked protocol (xet) does not.
      const blob = await downloadFile({ ...common, repo: repo(name), revision: commit, path, xet: false });
      return blob === null ? null : blob.stream();
    },
  };
}
