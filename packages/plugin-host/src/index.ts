export { ALIASES, knownTypes, resolveAlias } from './aliases.ts';
export { answersDependOn } from './blocks/answer-options.ts';
export { batchSizeOf, DEFAULT_BATCH_SIZE } from './blocks/batch-size.ts';
export { areSamplesExamples, checkCount, checkExamples } from './blocks/check-examples.ts';
export {
  type EvalConfig,
  type Extraction,
  evalConfigOf,
  type InferConfig,
  inferConfigOf,
  type ReaderConfig,
  type Repeats,
  readerConfigOf,
  repeatsOf,
  usesExamples,
} from './blocks/dataset-block.ts';
export { type DatasetSplits, DatasetView, type Sample } from './blocks/dataset-view.ts';
export { INFERENCER_NAMES, type InferencerConfig, isGenerating, type PplScoring } from './blocks/inferencer.ts';
export { type ContextBase, instantiate, nestedSpec } from './blocks/instantiate.ts';
export { CORE_KEYS, pluginOptionsOf } from './blocks/keys.ts';
export {
  addedMessagesOf,
  isApiTemplate,
  type MetaRole,
  type MetaTemplate,
  metaTemplateOf,
  rolesOf,
} from './blocks/meta-template.ts';
export { nestedBlocksOf, spelledOut, splitNested } from './blocks/nested.ts';
export { type PluginBlock, pluginBlocksOf } from './blocks/plugin-block.ts';
export { RETRIEVER_NAMES, type RetrieverConfig, retrieverTypeOf } from './blocks/retriever.ts';
export { type Asked, rangesOf, repeated, type Selection, selectRows } from './blocks/selection.ts';
export {
  type Item,
  isLabelTemplates,
  type LabelTemplates,
  type MessageEntry,
  readTemplate,
  type Template,
  type Turn,
  templatesOf,
  textsOf,
} from './blocks/template.ts';
export { canonicalHash } from './canonical-hash.ts';
export type { PluginOf } from './check.ts';
export { type ExpandedEnv, expandEnv } from './env.ts';
export { createPluginHost, type LoadedPlugin, type PluginHost } from './host.ts';
export { type OptionProblem, problemsOf } from './option-problems.ts';
export { compileSchema, type ValidatedOptions, validateOptions } from './options.ts';
export { type PathSearch, pathResolver, resolvePackagePath } from './paths.ts';
export { parseSpecifier, type Specifier } from './specifier.ts';
export { suggest } from './suggest.ts';
