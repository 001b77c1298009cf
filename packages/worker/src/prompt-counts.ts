import type { Model } from 'oc-sdk';
import type { BlockSpec } from 'oc-sdk/run-directory';
import { openForModel } from './infer/dataset-samples.ts';
import type { Asking, PreparedSample, Step } from './infer/inferencers/inferencer.ts';
import { tokensOf } from './infer/prompt-length.ts';
import type { PreviewRequest } from './preview.ts';

/** What the first samples of a pair ask. */
export interface PromptCount {
  readonly model: string;
  readonly dataset: string;
  readonly samples: number;
  /** Tokens of all their prompts: an estimate, for only the model can count them. */
  readonly promptTokens: number;
  /** Answers that they have written. */
  readonly answers: number;
}

/**
 * Renders the first samples of pairs and counts, without a model: one may take minutes to load. A later turn of a
 * conversation counts without the answers before it.
 */
export async function* countPrompts(request: PreviewRequest): AsyncGenerator<PromptCount> {
  for (const { model, dataset } of request.pairs) {
    const block = request.models[model] as BlockSpec;
    const { view, inferencer, close } = await openForModel(request, dataset, { model: COUNTER, block });
    try {
      const samples = [];
      for await (const sample of view.samples(0, Math.min(request.count, view.selection.size))) samples.push(sample);
      const prepared = await inferencer.prepare(samples);
      const counts = await Promise.all(prepared.filter(({ problem }) => problem === undefined).map(countSample));
      yield {
        ...{ model, dataset, samples: counts.length },
        promptTokens: counts.reduce((sum, count) => sum + count.promptTokens, 0),
        answers: counts.reduce((sum, count) => sum + count.answers, 0),
      };
    } finally {
      await close();
    }
  }
}

/** Stands for any model: it can count, and is never asked. */
const COUNTER: Model = {
  generate: () => {
    throw new Error('only prompts are counted');
  },
  countTokens,
  close: async () => {},
};

/** A Chinese, Japanese or Korean character each, and four of the others together: OpenAI's rule of thumb for English. */
function countTokens(text: string): number {
  const wide = text.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu)?.length ?? 0;
  return wide + Math.ceil((text.length - wide) / 4);
}

async function countSample({ ask }: PreparedSample): Promise<Pick<PromptCount, 'promptTokens' | 'answers'>> {
  const steps = stepsOf(ask());
  const prompts = steps.flatMap(({ requests }) =>
    requests.map((request) => ('prompt' in request ? request.prompt : request.context + request.continuation)),
  );
  const tokens = await Promise.all(prompts.map(async (prompt) => (await tokensOf(COUNTER, prompt)) ?? 0));
  return {
    promptTokens: tokens.reduce((sum, each) => sum + each, 0),
    answers: steps.reduce((sum, { kind, requests }) => sum + (kind === 'generate' ? requests.length : 0), 0),
  };
}

/** What a sample asks if every answer is empty; of scores only the first, for a step may depend on them. */
function stepsOf(asking: Asking): Step[] {
  const steps: Step[] = [];
  for (let next = asking.next(); !next.done; ) {
    steps.push(next.value);
    if (next.value.kind === 'score') break;
    next = asking.next(next.value.requests.map((_, index) => ({ index, text: '' })));
  }
  return steps;
}
