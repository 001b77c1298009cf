import { defineModel, type Model } from 'oc-sdk';
import { generate } from './generate.ts';
import { loadModel } from './load.ts';
import { type Options, optionsSchema } from './options.ts';
import { renderPrompt } from './prompt.ts';
import { Room } from './room.ts';
import { score } from './score.ts';

/** A causal language model in the worker's own process, on its CPU cores. */
export default defineModel({
  name: 'onnx',
  summary: 'Language models with ONNX weights, in process on the CPU.',
  location: 'process',
  answerNeutralOptions: ['cache_dir'],
  optionsSchema,
  async create(options: Options, context): Promise<Model> {
    const loaded = await loadModel(options, context);
    const settings = {
      mode: options.mode,
      stopWords: options.stop_words,
      chatTemplateKwargs: options.chat_template_kwargs ?? {},
      generation: options.generation_kwargs ?? {},
    };
    const room = { generate: new Room(), score: new Room() };
    let closing: Promise<unknown> | undefined;
    return {
      takesMessages: Boolean(loaded.tokenizer.chat_template),
      generate: (requests, call) => generate(loaded, requests, settings, call, room.generate),
      score: (requests, call) => score(loaded, requests, options.mode, call, room.score),
      countTokens: (text) => loaded.tokenizer.encode(text, { add_special_tokens: false }).length,
      renderPrompt: (prompt) => renderPrompt(loaded, prompt, settings),
      async close() {
        closing ??= loaded.model.dispose();
        await closing;
      },
    };
  },
});
