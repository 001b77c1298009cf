export { fill } from './infer/prompts/fill.ts';
export { createLogger } from './logger.ts';
export { type PreviewRequest, type PromptPreview, previewPrompts, type ShownPrompt } from './preview.ts';
export { countPrompts, type PromptCount } from './prompt-counts.ts';
export { runWorker } from './run-worker.ts';
