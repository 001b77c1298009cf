export { bySample } from './by-sample.ts';
export type { Dataset, DatasetRow, FoundRow, Row, SplitSummary } from './dataset.ts';
export {
  defineDataset,
  defineEvaluator,
  defineModel,
  definePartitioner,
  definePostprocessor,
  defineRunner,
  defineSummarizer,
} from './define.ts';
export { isOcError, OcError, type OcErrorInit } from './error.ts';
export type {
  EvaluatedSample,
  Evaluation,
  Evaluator,
  ModelAnswer,
  Postprocessor,
  SampleVerdict,
  Scorer,
} from './evaluator.ts';
export type { LabelScore } from './label-score.ts';
export type { Logger } from './logger.ts';
export type {
  ChatMessage,
  FinishReason,
  GenerateRequest,
  GenerateResult,
  Model,
  ModelCallOptions,
  Prompt,
  RenderedPrompt,
  RequestFailure,
  ScoreRequest,
  ScoreResult,
  TokenUsage,
} from './model.ts';
export type { DatasetInfo, ModelInfo, Part, Partitioner, PartitionInput, Range, TaskDraft } from './partitioner.ts';
export {
  API_VERSION,
  type Compat,
  type EvaluatorContext,
  type EvaluatorModel,
  type EvaluatorPlugin,
  type ModelContext,
  type ModelPlugin,
  type NestedBlock,
  type OptionComplaint,
  PLUGIN_KINDS,
  type Plugin,
  type PluginContext,
  type PluginContexts,
  type PluginInstances,
  type PluginKind,
  type RunnerContext,
} from './plugin.ts';
export { countOf, sliceRanges, subtractRanges } from './ranges.ts';
export type {
  ModelEffort,
  Money,
  RunEffort,
  RunReport,
  Span,
  TokenCount,
  TokenOrigin,
  TotalEffort,
  WorkerTimeline,
} from './run-report.ts';
export type {
  FailureReason,
  Job,
  JobControl,
  JobOutcome,
  JobResources,
  JobStatus,
  Runner,
  RunnerCapacity,
  RunnerFinding,
} from './runner.ts';
export type { OptionsOf, OptionsSchema } from './schema.ts';
export { describeCommand, describeWord, shellWord } from './shell-words.ts';
export { sizeFactor } from './size-factor.ts';
export type {
  PairCoverage,
  PairStatistics,
  Summarizer,
  Summary,
  SummaryCell,
  SummaryDataset,
  SummaryFile,
  SummaryInput,
  SummaryModel,
} from './summarizer.ts';
