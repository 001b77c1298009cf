export { type FileDatasetOptions, fileDataset } from './file-dataset.ts';
export type { FileFormat, StreamFormat, TableFormat } from './file-format.ts';
export { starMatcher } from './files-matching.ts';
export { FORMATS, type FormatName, type FormatOptions, formatFor, formatNamed, formatOptions } from './formats.ts';
export type { JoinedRows } from './join.ts';
export { fileOptions, joinOption, type PathOption, pathsOfSplit, rowOptions } from './options.ts';
export { type FilesOf, type RowOptions, rowsOfFiles } from './rows-of-files.ts';
