export { type FileDatasetOptions, type FileFormat, fileDataset } from './file-dataset.ts';
export { fileOptions, type PathOption, pathOfSplit } from './options.ts';
