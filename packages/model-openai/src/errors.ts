import { OcError, type OptionComplaint } from 'oc-sdk';

/** An option that no schema can check is wrong, and nobody has checked it before. */
export function invalidOption({ path, message }: OptionComplaint): OcError {
  return new OcError({
    code: 'OPENAI_INVALID_OPTION',
    message: `${path.join('.')} ${message}`,
    details: 'Correct it in the model block.',
    fatal: true,
  });
}

/** HTTP 401 and 403. */
export function accessDenied(summary: string): OcError {
  return new OcError({
    code: 'OPENAI_ACCESS_DENIED',
    message: summary,
    details:
      'The server refuses the key, or the key may not use this model. Set `key` in the model block, for example ' +
      '`key: ${env:OPENAI_API_KEY}`, and check `organization` and `headers` if the server wants those.',
    fatal: true,
  });
}

/** HTTP 402, and 429 for a quota that is used up rather than a rate that is too high. */
export function noQuota(summary: string): OcError {
  return new OcError({
    code: 'OPENAI_NO_QUOTA',
    message: summary,
    details: 'The account behind `key` has no credit left. Waiting does not help: top it up or use another key.',
    fatal: true,
  });
}

/** HTTP 404, 405, 501 and redirects: there is no such model or endpoint at this address. */
export function notFound(summary: string): OcError {
  return new OcError({
    code: 'OPENAI_NOT_FOUND',
    message: summary,
    details:
      '`base_url` must be the address up to and with the version, mostly `http://HOST:PORT/v1`; `endpoint` must be one ' +
      'that the server has (`chat` or `completions`); `path` must be a name that `GET base_url/models` lists.',
    fatal: true,
  });
}

/** A conversation for `/completions`, which takes text. */
export function messagesNeedChat(messages: number): OcError {
  return new OcError({
    code: 'OPENAI_MESSAGES_NEED_CHAT',
    message: `A prompt of ${messages} messages cannot be sent to the completions endpoint.`,
    details:
      'The completions endpoint takes plain text. Set `endpoint: chat` in the model block, or give the model a ' +
      'template that renders text.',
    fatal: true,
  });
}

/** The server answers, but does not say how probable the prompt is. */
export function noPromptScores(reason: string): OcError {
  return new OcError({
    code: 'OPENAI_NO_PROMPT_SCORES',
    message: `This server does not score prompts: ${reason}`,
    details:
      'Perplexity and log-likelihood tasks need log-probabilities of the prompt from /completions (`echo: true`, ' +
      '`logprobs: 1`). vLLM and SGLang give them; llama.cpp, Ollama, LMDeploy and most hosted services do not. ' +
      'Use such a server, an in-process model, or the datasets that let the model generate.',
    fatal: true,
  });
}

/** The server did not embed texts, after all tries. */
export function embeddingsFailed(reason: string): OcError {
  return new OcError({
    code: 'OPENAI_EMBEDDINGS_FAILED',
    message: `no embeddings: ${reason}`,
    details: '`path` must name a model that makes embeddings, and the server must have /embeddings. Try it with curl.',
    fatal: true,
  });
}
