import type { Dataset, PluginContext } from 'oc-sdk';
import type { Place } from './errors.ts';
import type { FileFormat } from './file-format.ts';
import { filesMatching } from './files-matching.ts';
import { type PathOption, pathsOfSplit } from './options.ts';
import { type RowOptions, rowsOfFiles } from './rows-of-files.ts';

export interface FileDatasetOptions extends RowOptions {
  readonly path: PathOption;
  /** By new column: where the rows are that it holds, and what they have in common with these. */
  readonly join?: Readonly<Record<string, { readonly path: PathOption; readonly on: string }>> | undefined;
}

/** A dataset over local files of one format. */
export function fileDataset<Raw extends Place>(
  options: FileDatasetOptions,
  format: FileFormat<Raw>,
  context: Pick<PluginContext, 'resolvePath' | 'signal'>,
): Dataset {
  const filesOf = async (split: string) => {
    const paths = pathsOfSplit(options.path, split).map((path) => context.resolvePath(path));
    return (await Promise.all(paths.map((path) => filesMatching(path, split)))).flat();
  };
  const joined = Object.entries(options.join ?? {}).map(([column, { path, on }]) => ({
    column,
    on,
    dataset: fileDataset({ path }, format, context),
  }));
  return rowsOfFiles(filesOf, () => format, options, context, joined);
}
