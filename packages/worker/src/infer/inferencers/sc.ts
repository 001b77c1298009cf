import type { InferencerConfig } from 'oc-plugin-host';
import type { Prompt } from 'oc-sdk';
import { settingsOf } from './gen.ts';
import type { Asking, Generated, Inferencer, ModelLimits, Step } from './inferencer.ts';
import { goldOf, type Preparation, prefixOf, prepareEach, promptOf } from './preparation.ts';
import { joinedFinish, joinedUsage } from './several.ts';

type ScConfig = Extract<InferencerConfig, { type: 'sc' }>;

/**
 * Self-consistency (Wang et al. 2022, arXiv:2203.11171): several answers to one prompt, drawn by chance; an evaluator
 * takes the vote.
 */
export function scInferencer(config: ScConfig, preparation: Preparation, limits: ModelLimits): Inferencer {
  const { reader } = preparation;
  return {
    kind: 'generate',
    batchSize: config.batchSize ?? limits.batchSize,
    prepare: (samples) =>
      prepareEach(samples, preparation, async (sample, examples) => {
        const prompt = await promptOf(sample, examples, preparation);
        const step = stepOf(config, prompt, sample.replica, limits);
        return { prefix: prefixOf(prompt), ask: () => ask(prompt, step, goldOf(sample, reader)) };
      }),
  };
}

function stepOf(config: ScConfig, prompt: Prompt, round: number, limits: ModelLimits): Step {
  const { scSize, generationKwargs } = config;
  const request = { prompt, ...settingsOf(config, limits), generationKwargs };
  const requests = Array.from({ length: scSize }, (_, i) => ({ ...request, replica: round * scSize + i }));
  return { kind: 'generate', requests };
}

function* ask(prompt: Prompt, step: Step, gold: { gold?: unknown }): Asking {
  const results = (yield step) as readonly Generated[];
  return {
    origin_prompt: prompt,
    prediction: results.map(({ text }) => text),
    ...gold,
    ...joinedFinish(results),
    ...joinedUsage(results),
  };
}
