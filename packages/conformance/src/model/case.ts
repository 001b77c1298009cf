import type { GenerateRequest, Model, Prompt } from 'oc-sdk';
import type { Create } from '../case.ts';

/** What a case gets. */
export interface ModelCaseTools {
  readonly model: Model;
  readonly prompts: readonly string[];
  /** The requests of the prompts, with room for a short answer. */
  readonly requests: readonly GenerateRequest[];
  readonly deterministic: boolean;
  readonly textOnly: boolean;
  readonly limitMs: number;
}

export type ModelCase = readonly [name: string, check: (tools: ModelCaseTools) => Promise<void>];

/** Makes a model for one use, and closes it. */
export async function withModel(create: Create<Model>, use: (model: Model) => Promise<void>): Promise<void> {
  const model = await create();
  try {
    await use(model);
  } finally {
    await model.close();
  }
}

/** Frozen at the top: a model that changes its requests gets a `TypeError`. */
export function requestsOf(
  prompts: readonly Prompt[],
  more: Partial<GenerateRequest> = {},
): readonly GenerateRequest[] {
  return Object.freeze(prompts.map((prompt, index) => Object.freeze({ index, prompt, maxOutLen: 16, ...more })));
}
