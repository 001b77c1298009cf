export { fill } from './infer/prompts/fill.ts';
export { createLogger } from './logger.ts';
export { runWorker, type WorkerArguments, type WorkerControl } from './run-worker.ts';
