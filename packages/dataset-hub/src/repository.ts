import type { Settings } from './settings.ts';

/** A dataset of the hub at a revision. */
export interface Repository {
  /** `OWNER/NAME`. */
  readonly name: string;
  readonly revision: string;
}

/** What a file of the hub is known by. */
export interface HubFile {
  /** Within the repository. */
  readonly path: string;
  readonly size: number;
  /** Git's hash of the content. */
  readonly oid: string;
  /** SHA-256 of the content, where it is kept in large file storage. */
  readonly sha256: string | undefined;
}

/** Where people see it. */
export function addressOf({ name, revision }: Repository, { endpoint }: Settings): string {
  return `${endpoint}/datasets/${name}/tree/${revision}`;
}
