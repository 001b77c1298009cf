import type { ModelCallOptions, RequestFailure, ScoreRequest, ScoreResult } from 'oc-sdk';
import { type BatchLimits, inBatches, type Tokenized } from './batches.ts';
import { failure, isFailure, tooLarge } from './failure.ts';
import { DEFAULT_BATCH_SIZE, logitRowsThatFit } from './limits.ts';
import type { LoadedModel } from './load.ts';
import { logProbability } from './log-probability.ts';
import { modelInput } from './model-input.ts';
import type { Room } from './room.ts';
import { type TruncationMode, truncate } from './truncate.ts';

/** More tokens at once are no faster on a CPU, and every one of them has a whole row of logits. */
const MOST_TOKENS = 8192;

interface Text extends Tokenized {
  readonly index: number;
  readonly continuationTokens: number;
}

/** Scores whole texts, in batches of like length; the results of a batch are yielded as soon as it is done. */
export async function* score(
  loaded: LoadedModel,
  requests: readonly ScoreRequest[],
  mode: TruncationMode,
  { signal, batchSize = DEFAULT_BATCH_SIZE }: ModelCallOptions,
  room: Room,
): AsyncGenerator<ScoreResult> {
  if (signal.aborted) return;
  const texts: Text[] = [];
  for (const request of requests) {
    const text = tokenize(loaded, request, mode);
    if (isFailure(text)) yield text;
    else texts.push(text);
  }
  const limits: BatchLimits = { rows: batchSize, tokens: Math.min(MOST_TOKENS, logitRowsThatFit(loaded)) };
  yield* inBatches<Text, ScoreResult>(texts, limits, {
    run: (batch) => scoreBatch(loaded, batch),
    tooLarge,
    room,
    signal,
  });
}

/** Context and continuation are one text: a tokenizer may draw a token across the seam. */
function tokenize(
  { tokenizer, maxSeqLen }: LoadedModel,
  { index, context, continuation }: ScoreRequest,
  mode: TruncationMode,
): Text | RequestFailure {
  const whole = tokenizer.encode(context + continuation);
  if (whole.length === 0) return failure(index, 'EMPTY_PROMPT', 'The text to score has no tokens.');
  const tokens = truncate(whole, maxSeqLen, mode, tokenizer.bos_token_id);
  const added = whole.length - tokenizer.encode(context).length;
  return { index, tokens, continuationTokens: Math.min(Math.max(0, added), tokens.length - 1) };
}

async function scoreBatch(loaded: LoadedModel, batch: readonly [Text, ...Text[]]): Promise<ScoreResult[]> {
  const width = batch[0].tokens.length;
  const output = await loaded.model.forward(modelInput(loaded, batch, 'right'));
  /** Of shape [rows, width, vocabulary], row by row. */
  const logits: Float32Array = output.logits.to('float32').data;
  const vocabulary = logits.length / (batch.length * width);
  return batch.map(({ index, tokens, continuationTokens }, row) => {
    const logProbabilities = tokens
      .slice(1)
      .map((token, position) => logProbability(logits, (row * width + position) * vocabulary, vocabulary, token));
    if (!logProbabilities.every(Number.isFinite)) {
      return failure(index, 'SCORE_NOT_FINITE', 'The model gave a score that is not a number; try another `dtype`.');
    }
    return { index, logProbabilities, tokens: tokens.length, continuationTokens };
  });
}
