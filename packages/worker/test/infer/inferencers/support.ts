import { inferConfigOf, readerConfigOf } from 'oc-plugin-host';
import type { GenerateRequest, Model, Row, ScoreRequest } from 'oc-sdk';
import { genInferencer, type ModelLimits } from '../../../src/infer/inferencers/gen.ts';
import type { Answer, Inferencer } from '../../../src/infer/inferencers/inferencer.ts';
import { pplInferencer } from '../../../src/infer/inferencers/ppl.ts';
import { createRenderer } from '../../../src/infer/prompts/render.ts';
import { never } from '../../support.ts';

export const NO_LIMITS: ModelLimits = { maxOutLen: undefined, minOutLen: undefined, batchSize: undefined };

export function inferencerOf(infer: object, limits: ModelLimits = NO_LIMITS): Inferencer {
  const block = { reader_cfg: { input_columns: ['q'], output_column: 'a' }, infer_cfg: infer };
  const config = inferConfigOf(block);
  const reader = readerConfigOf(block);
  const renderer = createRenderer(config, reader, []);
  return config.inferencer.type === 'gen'
    ? genInferencer(config.inferencer, renderer, reader.outputColumn, limits)
    : pplInferencer(config.inferencer, renderer, reader.outputColumn, limits);
}

export async function ask(inferencer: Inferencer, model: Partial<Model>, rows: readonly Row[]): Promise<Answer[]> {
  const samples = rows.map((row, i) =>
    inferencer.prepare({ index: i + 10, id: `id${i}`, position: i, replica: 0, row }),
  );
  const whole: Model = { async *generate() {}, close: async () => {}, ...model };
  const answers: Answer[] = [];
  for await (const answer of inferencer.ask(whole, samples, { signal: never() })) answers.push(answer);
  return answers;
}

/** Keeps what it is asked, and answers as it is told. */
export function recorder(): {
  generated: GenerateRequest[];
  scored: ScoreRequest[];
  model: Pick<Model, 'generate' | 'score'>;
} {
  const generated: GenerateRequest[] = [];
  const scored: ScoreRequest[] = [];
  return {
    generated,
    scored,
    model: {
      async *generate(requests) {
        generated.push(...requests);
        for (const { index } of requests) yield { index, text: `t${index}` };
      },
      async *score(requests) {
        scored.push(...requests);
        for (const { index, context, continuation } of requests)
          yield {
            index,
            logProbabilities: [...`${context}${continuation}`].map(() => -1),
            tokens: context.length + continuation.length + 1,
            continuationTokens: continuation.length,
          };
      },
    },
  };
}
