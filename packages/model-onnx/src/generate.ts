import type { GenerateRequest, GenerateResult, ModelCallOptions } from 'oc-sdk';
import { type Answer, finishAnswer, startAnswer } from './answer.ts';
import { inBatches } from './batches.ts';
import { isFailure, tooLarge } from './failure.ts';
import { DEFAULT_BATCH_SIZE, logitRowsThatFit } from './limits.ts';
import type { LoadedModel } from './load.ts';
import type { GenerationOptions } from './options.ts';
import { type PreparedPrompt, type PromptSettings, preparePrompt } from './prompt.ts';
import type { Room } from './room.ts';
import { writeAnswers } from './write-answers.ts';

export interface GenerateSettings extends PromptSettings {
  readonly generation: GenerationOptions;
}

/** Answers prompts in batches of like length; the results of a batch are yielded as soon as it is done. */
export async function* generate(
  loaded: LoadedModel,
  requests: readonly GenerateRequest[],
  settings: GenerateSettings,
  { signal, batchSize = DEFAULT_BATCH_SIZE }: ModelCallOptions,
  room: Room,
): AsyncGenerator<GenerateResult> {
  if (signal.aborted) return;
  const prompts: PreparedPrompt[] = [];
  for (const request of requests) {
    const prompt = preparePrompt(loaded, request, settings);
    if (isFailure(prompt)) yield prompt;
    else prompts.push(prompt);
  }
  const limits = { rows: batchSize, tokens: mostPromptTokens(loaded) };
  for (const group of withLikeLimits(prompts)) {
    yield* inBatches<PreparedPrompt, GenerateResult>(group, limits, {
      run: (batch) => generateBatch(loaded, batch, settings.generation, signal),
      tooLarge,
      room,
      signal,
    });
  }
}

/** Newer exports can leave out the logits of the prompt; the others compute them all. */
function mostPromptTokens(loaded: LoadedModel): number {
  const inputs: readonly string[] = loaded.model.sessions.model?.inputNames ?? [];
  return inputs.includes('num_logits_to_keep') ? Number.POSITIVE_INFINITY : logitRowsThatFit(loaded);
}

/** Rows of a batch share their limits, and how tokens are chosen: otherwise a long prompt would be carried past the end of its room. */
function withLikeLimits(prompts: readonly PreparedPrompt[]): Iterable<PreparedPrompt[]> {
  const groups = new Map<string, PreparedPrompt[]>();
  for (const prompt of prompts) {
    const limits = JSON.stringify([prompt.minOutLen, prompt.maxOutLen, prompt.endTokens, prompt.generation]);
    const group = groups.get(limits);
    if (group) group.push(prompt);
    else groups.set(limits, [prompt]);
  }
  return groups.values();
}

async function generateBatch(
  loaded: LoadedModel,
  batch: readonly [PreparedPrompt, ...PreparedPrompt[]],
  generation: GenerationOptions,
  signal: AbortSignal,
): Promise<GenerateResult[]> {
  const rows = batch.map((prompt) => ({ prompt, answer: startAnswer(loaded, prompt.stop, prompt.endTokens) }));
  await writeAnswers(loaded, rows, { ...generation, ...batch[0].generation }, signal);
  const finished = signal.aborted ? rows.filter(({ answer }) => answer.ended) : rows;
  return finished.map(({ prompt, answer }) => resultOf(loaded, prompt, answer));
}

function resultOf(loaded: LoadedModel, { index, tokens }: PreparedPrompt, answer: Answer): GenerateResult {
  const usage = { promptTokens: tokens.length, outputTokens: answer.tokens.length };
  return { index, ...finishAnswer(loaded, answer), usage };
}
