import { inferConfigOf, metaTemplateOf, readerConfigOf } from 'oc-plugin-host';
import type { GenerateRequest, Model, Row, ScoreRequest } from 'oc-sdk';
import { exampleLists } from '../../../src/infer/example-lists.ts';
import { askSamples } from '../../../src/infer/inferencers/ask-samples.ts';
import { createInferencer } from '../../../src/infer/inferencers/create.ts';
import type { Answer, Inferencer, ModelLimits } from '../../../src/infer/inferencers/inferencer.ts';
import { lengthCheck } from '../../../src/infer/prompt-length.ts';
import { createPresenter } from '../../../src/infer/prompts/present/present.ts';
import { createRenderer } from '../../../src/infer/prompts/render.ts';
import { never } from '../../support.ts';

export const NO_LIMITS: ModelLimits = { maxOutLen: undefined, minOutLen: undefined, batchSize: undefined };

export interface InferencerSettings {
  readonly limits?: ModelLimits;
  readonly reader?: object;
  /** Shown to every sample. */
  readonly examples?: readonly Row[];
  /** Of the model: its meta template. */
  readonly model?: object;
  readonly takesMessages?: boolean;
  /** Most tokens of a prompt; a token is a character. */
  readonly room?: number;
  readonly compat?: boolean;
}

export function inferencerOf(infer: object, settings: InferencerSettings = {}): Inferencer {
  const { limits = NO_LIMITS, reader = {}, examples = [], model = {}, takesMessages = true, room, compat } = settings;
  const block = { reader_cfg: { input_columns: ['q'], output_column: 'a', ...reader }, infer_cfg: infer };
  const config = inferConfigOf(block);
  const readerConfig = readerConfigOf(block);
  const renderer = createRenderer(config, readerConfig, compat);
  const places = examples.map((_, place) => place);
  const counting: Model = { async *generate() {}, close: async () => {}, countTokens: (text) => text.length };
  const preparation = {
    reader: readerConfig,
    renderer,
    presenter: createPresenter({ meta: metaTemplateOf(model as Row), takesMessages, warn: () => {} }),
    retrieve: exampleLists(
      renderer,
      async (samples) => samples.map(() => places),
      (place) => examples[place] as Row,
    ),
    isTooLong: lengthCheck(counting, room, () => {}),
  };
  return createInferencer(config.inferencer, preparation, limits);
}

export async function ask(inferencer: Inferencer, model: Partial<Model>, rows: readonly Row[]): Promise<Answer[]> {
  const samples = rows.map((row, i) => ({ index: i + 10, id: `id${i}`, position: i, replica: 0, row }));
  const whole: Model = { async *generate() {}, close: async () => {}, ...model };
  const answers: Answer[] = [];
  const prepared = await inferencer.prepare(samples);
  for await (const answer of askSamples(whole, prepared, { signal: never() })) answers.push(answer);
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
