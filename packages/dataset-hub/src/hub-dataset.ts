import {
  type FileFormat,
  type FormatName,
  type FormatOptions,
  formatFor,
  formatNamed,
  type JoinedRows,
  type PathOption,
  pathsOfSplit,
  type RowOptions,
  rowsOfFiles,
} from 'oc-dataset-files';
import type { Dataset, PluginContext } from 'oc-sdk';
import { checkPattern, hubFiles } from './hub-files.ts';
import { settingsOf } from './settings.ts';

export interface HubOptions extends FormatOptions, RowOptions {
  readonly path: string;
  readonly files: PathOption;
  readonly revision: string;
  readonly format?: FormatName | undefined;
  /** By new column: where in the same dataset the rows are that it holds, and what they have in common with these. */
  readonly join?: Readonly<Record<string, { readonly files: PathOption; readonly on: string }>> | undefined;
}

/** Asks the hub for nothing until rows are wanted. */
export async function hubDataset(
  options: HubOptions,
  { signal, logger }: PluginContext,
  sleep: (ms: number) => Promise<void>,
): Promise<Dataset> {
  const formats = new Map<FormatName, FileFormat>();
  const nameOf = (file: string) => options.format ?? formatNamed(file);
  const filesOf = (paths: PathOption) => async (split: string) => {
    const patterns = pathsOfSplit(paths, split).map(checkPattern);
    const settings = settingsOf(process.env);
    const repository = { name: options.path, revision: options.revision };
    const files = await hubFiles(repository, split, patterns, { settings, signal, logger, sleep });
    for (const name of new Set(files.map(nameOf))) formats.set(name, await formatFor(name, options));
    return files;
  };
  const rowsIn = (paths: PathOption, shape: RowOptions, joined: readonly JoinedRows[] = []) =>
    rowsOfFiles(filesOf(paths), (file) => formats.get(nameOf(file)) as FileFormat, shape, { signal }, joined);
  const joined = Object.entries(options.join ?? {}).map(([column, { files, on }]) => ({
    column,
    on,
    dataset: rowsIn(files, {}),
  }));
  return rowsIn(options.files, options, joined);
}
