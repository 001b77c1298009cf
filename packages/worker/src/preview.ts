import { inferConfigOf, instantiate, type PluginHost } from 'oc-plugin-host';
import type { Logger, Model, Prompt } from 'oc-sdk';
import type { BlockSpec, StageSpec } from 'oc-sdk/run-directory';
import { openForModel } from './infer/dataset-samples.ts';
import type { PreparedSample } from './infer/inferencers/inferencer.ts';
import { tokensOf } from './infer/prompt-length.ts';

export interface PreviewRequest
  extends Pick<StageSpec, 'models' | 'datasets' | 'splits' | 'limit' | 'compat' | 'cpus'> {
  readonly host: PluginHost;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  readonly pairs: readonly { readonly model: string; readonly dataset: string }[];
  /** Samples of each pair. */
  readonly count: number;
}

/** What one sample asks first. */
export interface PromptPreview {
  readonly model: string;
  readonly dataset: string;
  /** `gen`, `ppl` and the like. */
  readonly inferencer: string;
  /** Position in the split. */
  readonly index: number;
  readonly id: string;
  readonly prompts: readonly ShownPrompt[];
  /** Why it cannot be asked. */
  readonly problem?: { readonly code: string; readonly message: string };
}

export interface ShownPrompt {
  /** What the text is the prompt and answer of, where labels are compared. */
  readonly label?: string;
  /** As it is handed to the model. */
  readonly prompt: Prompt;
  /** As the model reads it; absent where only its server knows. */
  readonly text?: string;
  /** Special tokens included; absent where the model cannot count. */
  readonly tokens?: number;
}

/** Renders the first samples of pairs with the models themselves, without asking them anything. */
export async function* previewPrompts(request: PreviewRequest): AsyncGenerator<PromptPreview> {
  for (const name of new Set(request.pairs.map(({ model }) => model))) {
    const block = request.models[name] as BlockSpec;
    const model = await loadModel(request, block);
    try {
      for (const { dataset } of request.pairs.filter((pair) => pair.model === name)) {
        yield* datasetPrompts(request, name, dataset, model);
      }
    } finally {
      await model.close();
    }
  }
}

async function loadModel({ host, logger, signal, cpus }: PreviewRequest, block: BlockSpec): Promise<Model> {
  const maxSeqLen = block.block.max_seq_len as number | undefined;
  return await instantiate(host, 'model', block, {
    logger,
    signal,
    ...(maxSeqLen === undefined ? {} : { maxSeqLen }),
    ...(cpus === undefined ? {} : { cpus }),
  });
}

async function* datasetPrompts(
  request: PreviewRequest,
  modelName: string,
  dataset: string,
  model: Model,
): AsyncGenerator<PromptPreview> {
  const block = request.models[modelName] as BlockSpec;
  const { view, inferencer, close } = await openForModel(request, dataset, { model, block });
  const { type } = inferConfigOf((request.datasets[dataset] as BlockSpec).block).inferencer;
  try {
    const samples = [];
    for await (const sample of view.samples(0, Math.min(request.count, view.selection.size))) samples.push(sample);
    for (const prepared of await inferencer.prepare(samples)) {
      const { index, id } = prepared.sample;
      const sampled = { model: modelName, dataset, inferencer: type, index, id };
      if (prepared.problem) yield { ...sampled, prompts: [], problem: prepared.problem };
      else yield { ...sampled, prompts: await shownPrompts(prepared, model) };
    }
  } finally {
    await close();
  }
}

async function shownPrompts({ ask, labels }: PreparedSample, model: Model): Promise<ShownPrompt[]> {
  const { value, done } = ask().next();
  if (done) return [];
  if (value.kind === 'generate') {
    // Several answers to one prompt need be shown but once.
    const [first] = value.requests;
    return first === undefined ? [] : [await shown(first.prompt, model)];
  }
  const texts = value.requests.map(({ context, continuation }) => context + continuation);
  return await Promise.all(
    texts.map(async (text, i) => ({
      ...(labels?.[i] !== undefined && { label: labels[i] }),
      ...(await shown(text, model)),
    })),
  );
}

async function shown(prompt: Prompt, model: Model): Promise<ShownPrompt> {
  const rendered = await model.renderPrompt?.(prompt);
  const text = rendered?.text ?? (typeof prompt === 'string' ? prompt : undefined);
  const tokens = await tokensOf(model, prompt);
  return {
    prompt: rendered?.messages ?? prompt,
    ...(text !== undefined && { text }),
    ...(tokens !== undefined && { tokens }),
  };
}
