/** A turn of a conversation. */
export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** Text for the model as it stands, or a conversation that the model's chat template or server renders. */
export type Prompt = string | readonly ChatMessage[];

/** Why a model stopped writing: by itself (end token, stop word) or by length. */
export type FinishReason = 'stop' | 'length';

export interface TokenUsage {
  readonly promptTokens: number;
  readonly outputTokens: number;
}

/** The request cannot be answered, while others can. */
export interface RequestFailure {
  readonly index: number;
  readonly error: { readonly code: string; readonly message: string };
}

export interface GenerateRequest {
  /** Position in the batch; its result carries it. */
  readonly index: number;
  readonly prompt: Prompt;
  /** Most tokens to write. */
  readonly maxOutLen?: number;
  readonly minOutLen?: number;
  /** Texts that end the answer; they are not part of it. */
  readonly stop?: readonly string[];
  /** Ids of tokens that end the answer, besides the model's own; they are not part of it. */
  readonly endTokens?: readonly number[];
  /** How tokens are chosen for this request, laid over the model's own `generation_kwargs`. */
  readonly generationKwargs?: Readonly<Record<string, unknown>>;
  /** Which of several answers to the same prompt this is, from 0: a model with a seed draws another for each. */
  readonly replica?: number;
}

export type GenerateResult =
  | { readonly index: number; readonly text: string; readonly finishReason?: FinishReason; readonly usage?: TokenUsage }
  | RequestFailure;

/** A text whose tokens are to be scored: all of them, and how many belong to the continuation. */
export interface ScoreRequest {
  readonly index: number;
  readonly context: string;
  /** Follows the context without a blank in between. */
  readonly continuation: string;
}

export type ScoreResult =
  | {
      readonly index: number;
      /** Natural-log probability of every token of the text but the first, in order. */
      readonly logProbabilities: readonly number[];
      /** Tokens of the text, a begin-of-sequence token among them. */
      readonly tokens: number;
      /** How many of the last log-probabilities belong to the continuation. */
      readonly continuationTokens: number;
    }
  | RequestFailure;

/** A prompt as a model reads it. */
export interface RenderedPrompt {
  /** With what the chat template writes around the turns; absent where only a server knows it. */
  readonly text?: string;
  /** The conversation that is sent, where the model adds to it. */
  readonly messages?: readonly ChatMessage[];
  /** Tokens of the whole, special ones included; absent where the model cannot count. */
  readonly tokens?: number;
}

export interface ModelCallOptions {
  /** Start nothing more and end; what was finished may still be yielded. */
  readonly signal: AbortSignal;
  /** How many requests an in-process model puts through together. */
  readonly batchSize?: number;
}

/**
 * A loaded model. Results come in any order and carry the index of their request; every request gets exactly one,
 * unless the signal is aborted. Throw an `OcError` with `fatal: true` where no request can ever be answered.
 */
export interface Model {
  /**
   * Requests to keep in flight, for models behind a server: the worker then calls with one request each, so many at a
   * time; asked again before each. Absent: the worker calls with arrays, one call at a time.
   */
  readonly concurrency?: number;
  generate(requests: readonly GenerateRequest[], options: ModelCallOptions): AsyncIterable<GenerateResult>;
  /** Absent where log-probabilities of a prompt cannot be had. */
  score?(requests: readonly ScoreRequest[], options: ModelCallOptions): AsyncIterable<ScoreResult>;
  /**
   * False: the model has no chat template, so a conversation reaches it as one text (its meta template's, or turn by
   * turn on lines of their own). Absent counts as true.
   */
  readonly takesMessages?: boolean;
  /** Tokens of a text, without special tokens. */
  countTokens?(text: string): number | Promise<number>;
  /** The prompt as `generate` would read it, before it is cut to length. Without it, nobody can show or count it. */
  renderPrompt?(prompt: Prompt): RenderedPrompt | Promise<RenderedPrompt>;
  /** One vector per text, in order, all of the same length; for models that make embeddings. */
  embed?(texts: readonly string[], options: { readonly signal: AbortSignal }): Promise<readonly (readonly number[])[]>;
  close(): Promise<void>;
}
