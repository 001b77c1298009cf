import { defineModel } from 'oc-sdk';
import { checkOptions } from './check-options.ts';
import { answerNeutralOptions, type OpenAiOptions, optionsSchema } from './options.ts';

export type { OpenAiOptions } from './options.ts';

/** Any server that speaks OpenAI's HTTP interface: hosted, or vLLM, SGLang, LMDeploy, llama.cpp and the like. */
export default defineModel({
  name: 'openai',
  summary: 'Models behind any OpenAI-compatible server: chat and completions endpoints.',
  location: 'endpoint',
  answerNeutralOptions,
  optionsSchema,
  checkOptions,
  // The HTTP client is loaded when there is something to ask: who checks a config needs none.
  create: async (options: OpenAiOptions, { logger, runDirectory }) =>
    (await import('./openai-model.ts')).createOpenAiModel(options, logger, { runDirectory }),
});
