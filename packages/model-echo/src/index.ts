import { setTimeout as sleep } from 'node:timers/promises';
import {
  defineModel,
  type GenerateRequest,
  type GenerateResult,
  type Model,
  type OptionsOf,
  type Prompt,
  type ScoreRequest,
  type ScoreResult,
} from 'oc-sdk';

const optionsSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    path: { type: 'string', description: 'A name of its own, should one be wanted; nothing is loaded.' },
    answer: { type: 'string', description: 'Given to every prompt. Default: the last line of the prompt.' },
    delay_ms: { type: 'number', minimum: 0, default: 0, description: 'Wait so long before each call answers.' },
    load_ms: { type: 'number', minimum: 0, default: 0, description: 'Wait so long before the model is ready.' },
  },
} as const;

/** Answers with the end of the prompt (or a fixed text), scores every character the same: no weights, no chance. */
export default defineModel({
  name: 'echo',
  summary: 'Repeats the last line of the prompt; deterministic, without weights.',
  location: 'process',
  answerNeutralOptions: ['delay_ms', 'load_ms'],
  optionsSchema,
  async create({ answer, delay_ms, load_ms }: OptionsOf<typeof optionsSchema>, { signal }): Promise<Model> {
    if (load_ms > 0) await sleep(load_ms, undefined, { signal });
    return {
      async *generate(requests, options) {
        if (delay_ms > 0) await sleep(delay_ms, undefined, { signal: options.signal });
        for (const request of requests) {
          if (options.signal.aborted) return;
          yield generate(request, answer);
        }
      },
      async *score(requests, options) {
        if (delay_ms > 0) await sleep(delay_ms, undefined, { signal: options.signal });
        for (const request of requests) {
          if (options.signal.aborted) return;
          yield score(request);
        }
      },
      countTokens,
      close: async () => {},
    };
  },
});

function generate(
  { index, prompt, maxOutLen = Infinity, stop = [] }: GenerateRequest,
  answer: string | undefined,
): GenerateResult {
  const promptText = textOf(prompt);
  const whole = answer ?? promptText.slice(promptText.lastIndexOf('\n') + 1);
  const stopped = stop.reduce((text, word) => text.split(word, 1)[0] ?? '', whole);
  const text = [...stopped].slice(0, maxOutLen).join('');
  return {
    index,
    text,
    finishReason: text.length < stopped.length ? 'length' : 'stop',
    usage: { promptTokens: countTokens(promptText), outputTokens: countTokens(text) },
  };
}

/** Every character has probability 1/2 and a begin-of-sequence token stands in front, so the longest text loses. */
function score({ index, context, continuation }: ScoreRequest): ScoreResult {
  const tokens = 1 + countTokens(context) + countTokens(continuation);
  return {
    index,
    logProbabilities: Array.from({ length: tokens - 1 }, () => -Math.LN2),
    tokens,
    continuationTokens: countTokens(continuation),
  };
}

/** A token is a character (a code point): no text is cut through the middle of one. */
function countTokens(text: string): number {
  return [...text].length;
}

function textOf(prompt: Prompt): string {
  return typeof prompt === 'string' ? prompt : (prompt.at(-1)?.content ?? '');
}
