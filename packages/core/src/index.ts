export { type Config, type ConfigRequest, dumpConfig, loadConfig, mergedSchema } from './config/index.ts';
export { type PipelineControl, type PipelineRequest, type PipelineResult, runPipeline } from './pipeline/pipeline.ts';
