import type { InferencerConfig, Sample } from 'oc-plugin-host';
import type { GenerateRequest, Prompt } from 'oc-sdk';
import type { Asking, Generated, Inferencer, ModelLimits } from './inferencer.ts';
import { goldOf, type Preparation, prefixOf, prepareEach, promptOf } from './preparation.ts';

type GenConfig = Extract<InferencerConfig, { type: 'gen' }>;
export type GenerateSettings = Pick<GenerateRequest, 'maxOutLen' | 'minOutLen' | 'stop' | 'endTokens' | 'replica'>;

/** The model writes an answer. A dataset's own limits win over the model's. */
export function genInferencer(config: GenConfig, preparation: Preparation, limits: ModelLimits): Inferencer {
  const { reader } = preparation;
  const settings = settingsOf(config, limits);
  return {
    kind: 'generate',
    batchSize: config.batchSize ?? limits.batchSize,
    prepare: (samples) =>
      prepareEach(samples, preparation, async (sample, examples) => {
        const prompt = await promptOf(sample, examples, preparation);
        const request = { ...settings, ...replicaOf(sample) };
        return { prefix: prefixOf(prompt), ask: () => ask(prompt, request, goldOf(sample, reader)) };
      }),
  };
}

function* ask(prompt: Prompt, settings: GenerateSettings, gold: { gold?: unknown }): Asking {
  const [result] = (yield { kind: 'generate', requests: [{ prompt, ...settings }] }) as readonly [Generated];
  const { promptTokens, outputTokens } = result.usage ?? {};
  return {
    origin_prompt: prompt,
    prediction: result.text,
    ...gold,
    ...(result.finishReason === undefined ? {} : { finish_reason: result.finishReason }),
    ...(promptTokens === undefined ? {} : { prompt_tokens: promptTokens }),
    ...(outputTokens === undefined ? {} : { output_tokens: outputTokens }),
  };
}

/** Where a sample is asked several times, another answer is wanted each time. */
export function replicaOf({ replica }: Sample): { replica?: number } {
  return replica === 0 ? {} : { replica };
}

/** What every request of a dataset says; what nobody says is left out. */
export function settingsOf(
  config: Pick<GenConfig, 'maxOutLen' | 'minOutLen' | 'stop'>,
  limits: ModelLimits,
): GenerateSettings {
  const maxOutLen = config.maxOutLen ?? limits.maxOutLen;
  const minOutLen = config.minOutLen ?? limits.minOutLen;
  return {
    ...(maxOutLen === undefined ? {} : { maxOutLen }),
    ...(minOutLen === undefined ? {} : { minOutLen }),
    ...(config.stop.length === 0 ? {} : { stop: config.stop }),
    ...(limits.endTokens?.length ? { endTokens: limits.endTokens } : {}),
  };
}
