import { access, readdir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { ModelContext } from 'oc-sdk';
import { modelFilesMissing, modelFolderNotFound } from './errors.ts';
import { type Dtype, type Options, WEIGHTS } from './options.ts';

const HUB = 'hub:';

/** Where a model comes from, in the words of the library's loaders. */
export interface ModelSource {
  /** Absolute folder, or OWNER/NAME. */
  readonly name: string;
  /** The network is used for `hub:` and for nothing else. */
  readonly local_files_only: boolean;
  readonly revision?: string;
  readonly cache_dir?: string;
}

/**
 * Finds the model that the options name. A local folder is checked here, so that the error can name the file.
 * @throws OcError MODEL_FOLDER_NOT_FOUND, MODEL_FILES_MISSING
 */
export async function findModel(options: Options, { resolvePath }: ModelContext): Promise<ModelSource> {
  const { path, dtype, revision, cache_dir } = options;
  if (path.startsWith(HUB)) {
    return {
      name: path.slice(HUB.length),
      local_files_only: false,
      revision,
      cache_dir: cache_dir === undefined ? defaultCache() : resolvePath(cache_dir),
    };
  }
  const folder = resolvePath(path);
  await checkFolder(path, folder, dtype);
  return { name: folder, local_files_only: true };
}

function defaultCache(): string {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'oc-core', 'hub');
}

async function checkFolder(path: string, folder: string, dtype: Dtype): Promise<void> {
  const isFolder = await stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) throw modelFolderNotFound(path, folder);
  const needed = ['config.json', 'tokenizer.json', 'tokenizer_config.json', `onnx/${WEIGHTS[dtype]}`];
  const found = await Promise.all(needed.map((file) => exists(join(folder, file))));
  const missing = needed.filter((_, position) => !found[position]);
  if (missing.length > 0) throw modelFilesMissing(folder, missing, await weightsIn(folder));
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

async function weightsIn(folder: string): Promise<string[]> {
  const names = await readdir(join(folder, 'onnx')).catch(() => []);
  return names.filter((name) => name.endsWith('.onnx')).sort();
}
