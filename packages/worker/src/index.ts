export { fill } from './infer/prompts/fill.ts';
export { createLogger } from './logger.ts';
export { runWorker } from './run-worker.ts';
