export { ALIASES, knownTypes, resolveAlias } from './aliases.ts';
export { answersDependOn } from './blocks/answer-options.ts';
export {
  type EvalConfig,
  evalConfigOf,
  type InferConfig,
  type InferencerConfig,
  inferConfigOf,
  isLabelTemplates,
  type LabelTemplates,
  type PluginBlock,
  type PplScoring,
  pluginBlocksOf,
  type ReaderConfig,
  readerConfigOf,
  type Template,
} from './blocks/dataset-block.ts';
export { type DatasetSplits, DatasetView, type Sample } from './blocks/dataset-view.ts';
export { type ContextBase, instantiate, nestedSpec } from './blocks/instantiate.ts';
export { CORE_KEYS, pluginOptionsOf } from './blocks/keys.ts';
export { nestedBlocksOf, spelledOut, splitNested } from './blocks/nested.ts';
export { rangesOf, type Selection, selectRows } from './blocks/selection.ts';
export { canonicalHash } from './canonical-hash.ts';
export type { PluginOf } from './check.ts';
export { type ExpandedEnv, expandEnv } from './env.ts';
export { createPluginHost, type LoadedPlugin, type PluginHost } from './host.ts';
export { type OptionProblem, problemsOf } from './option-problems.ts';
export { compileSchema, type ValidatedOptions, validateOptions } from './options.ts';
export { type PathSearch, pathResolver, resolvePackagePath } from './paths.ts';
export { parseSpecifier, type Specifier } from './specifier.ts';
export { suggest } from './suggest.ts';
