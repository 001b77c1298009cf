export { dumpConfig } from './dump.ts';
export { type ConfigRequest, loadConfig } from './load.ts';
export { mergedSchema } from './merged-schema.ts';
export type { Override } from './override.ts';
export { parseSetting } from './overrides.ts';
export type {
  Combination,
  Config,
  DatasetBlock,
  ModelBlock,
  ResolvedBlock,
  RunnerBlock,
  StageBlock,
} from './types.ts';
