import type { ChatMessage, EvaluatedSample, EvaluatorModel, GenerateResult } from 'oc-sdk';
import { textOf } from './template.ts';

/** What a judge said to one prompt, or why it said nothing. */
export interface Reply {
  readonly prompt: readonly ChatMessage[];
  /** As the judge gave it. */
  readonly text?: string;
  readonly error?: { readonly code: string; readonly message: string };
}

/** Asks the judge everything at once: the model behind it batches. Replies are in the order of the prompts. */
export async function askJudge(
  judge: EvaluatorModel,
  prompts: readonly (readonly ChatMessage[])[],
  signal: AbortSignal,
): Promise<Reply[]> {
  const results = new Map<number, GenerateResult>();
  const requests = prompts.map((prompt, index) => ({ index, prompt }));
  if (requests.length > 0)
    for await (const result of judge.generate(requests, { signal })) results.set(result.index, result);
  signal.throwIfAborted();
  return prompts.map((prompt, index) => ({ prompt, ...saidBy(results.get(index)) }));
}

/** What every prompt of a judge may name, besides the columns of the row. */
export function valuesOf({ row, prediction, reference, prompt }: EvaluatedSample): Record<string, unknown> {
  const asked =
    typeof prompt === 'string' ? prompt : prompt.map(({ role, content }) => `${role}: ${content}`).join('\n');
  return { ...row, asked, prediction: textOf(prediction), reference, obj_gold: reference };
}

function saidBy(result: GenerateResult | undefined): Omit<Reply, 'prompt'> {
  if (result === undefined) return { error: { code: 'ANSWERS_MISSING', message: 'the judge gave no result' } };
  return 'error' in result ? { error: result.error } : { text: result.text };
}
