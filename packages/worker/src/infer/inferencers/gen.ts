import type { InferencerConfig } from 'oc-plugin-host';
import type { GenerateResult } from 'oc-sdk';
import type { PromptRenderer } from '../prompts/render.ts';
import { type Answer, failureOf, type Inferencer, type PreparedSample } from './inferencer.ts';

/** Limits that a model block sets for datasets that set none of their own. */
export interface ModelLimits {
  readonly maxOutLen: number | undefined;
  readonly minOutLen: number | undefined;
  readonly batchSize: number | undefined;
}

/** The model writes an answer. A dataset's own limits win over the model's. */
export function genInferencer(
  config: Extract<InferencerConfig, { type: 'gen' }>,
  renderer: PromptRenderer,
  outputColumn: string | undefined,
  limits: ModelLimits,
): Inferencer {
  const maxOutLen = config.maxOutLen ?? limits.maxOutLen;
  const minOutLen = config.minOutLen ?? limits.minOutLen;
  const settings = {
    ...(maxOutLen === undefined ? {} : { maxOutLen }),
    ...(minOutLen === undefined ? {} : { minOutLen }),
    ...(config.stop.length === 0 ? {} : { stop: config.stop }),
  };
  return {
    batchSize: config.batchSize ?? limits.batchSize,
    prepare: (sample) => ({
      sample,
      gold: outputColumn === undefined ? undefined : sample.row[outputColumn],
      prompt: { mode: 'gen', prompt: renderer.forGeneration(sample.row) },
    }),
    async *ask(model, samples, options) {
      const requests = samples.flatMap(({ prompt }, index) =>
        prompt.mode === 'gen' ? [{ index, prompt: prompt.prompt, ...settings }] : [],
      );
      for await (const result of model.generate(requests, options)) yield answerOf(samples, result);
    },
  };
}

function answerOf(samples: readonly PreparedSample[], result: GenerateResult): Answer {
  const prepared = samples[result.index] as PreparedSample;
  if ('error' in result) return failureOf(prepared, result.index, result);
  const { sample, gold, prompt } = prepared;
  const { promptTokens = 0, outputTokens = 0 } = result.usage ?? {};
  return {
    position: result.index,
    promptTokens,
    outputTokens,
    record: {
      index: sample.index,
      status: 'ok',
      id: sample.id,
      origin_prompt: prompt.mode === 'gen' ? prompt.prompt : '',
      prediction: result.text,
      ...(gold === undefined ? {} : { gold }),
      ...(result.finishReason === undefined ? {} : { finish_reason: result.finishReason }),
      ...(result.usage === undefined ? {} : { prompt_tokens: promptTokens, output_tokens: outputTokens }),
    },
  };
}
