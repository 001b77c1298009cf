import { defineModel } from 'oc-sdk';
import { checkOptions } from './check-options.ts';
import { createOpenAiModel } from './openai-model.ts';
import { answerNeutralOptions, type OpenAiOptions, optionsSchema } from './options.ts';

export { createOpenAiModel } from './openai-model.ts';
export type { OpenAiOptions } from './options.ts';

/** Any server that speaks OpenAI's HTTP interface: hosted, or vLLM, SGLang, LMDeploy, llama.cpp and the like. */
export default defineModel({
  name: 'openai',
  summary: 'Models behind any OpenAI-compatible server: chat and completions endpoints.',
  location: 'endpoint',
  answerNeutralOptions,
  optionsSchema,
  checkOptions,
  create: (options: OpenAiOptions, { logger, runDirectory }) => createOpenAiModel(options, logger, { runDirectory }),
});
