import type { PluginHost } from 'oc-plugin-host';
import type { Logger, Prompt } from 'oc-sdk';
import type { StageSpec, WorkerArguments, WorkerControl } from 'oc-sdk/run-directory';

/** What `oc-worker` exports, as far as core uses it: core reaches it by name, not by import. */
export interface WorkerModule {
  runWorker(args: WorkerArguments, control: WorkerControl): Promise<number>;
  previewPrompts(request: PreviewRequest): AsyncIterable<PromptPreview>;
  countPrompts(request: PreviewRequest): AsyncIterable<PromptCount>;
}

/** Which samples to render, and with what. */
export interface PreviewRequest
  extends Pick<StageSpec, 'models' | 'datasets' | 'splits' | 'limit' | 'compat' | 'cpus'> {
  readonly host: PluginHost;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  readonly pairs: readonly { readonly model: string; readonly dataset: string }[];
  readonly count: number;
}

/** What one sample asks first. */
export interface PromptPreview {
  readonly model: string;
  readonly dataset: string;
  readonly inferencer: string;
  readonly index: number;
  readonly id: string;
  readonly prompts: readonly ShownPrompt[];
  readonly problem?: { readonly code: string; readonly message: string };
}

export interface ShownPrompt {
  readonly label?: string;
  readonly prompt: Prompt;
  readonly text?: string;
  readonly tokens?: number;
}

/** What the first samples of a pair ask. */
export interface PromptCount {
  readonly model: string;
  readonly dataset: string;
  readonly samples: number;
  readonly promptTokens: number;
  readonly answers: number;
}

export async function loadWorker(): Promise<WorkerModule> {
  return (await import(import.meta.resolve('oc-worker'))) as WorkerModule;
}
