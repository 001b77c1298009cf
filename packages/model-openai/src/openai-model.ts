import type {
  GenerateRequest,
  GenerateResult,
  Logger,
  Model,
  ModelCallOptions,
  RequestFailure,
  ScoreRequest,
  ScoreResult,
} from 'oc-sdk';
import { ask, type Client } from './ask.ts';
import { checkOptions } from './check-options.ts';
import { type Clock, systemClock } from './clock.ts';
import type { Endpoint } from './endpoint.ts';
import { EndpointPool } from './endpoint-pool.ts';
import { embeddingsFailed, invalidOption, noPromptScores } from './errors.ts';
import { inFlight } from './in-flight.ts';
import type { Failure } from './judge.ts';
import type { OpenAiOptions } from './options.ts';
import { readAnswer } from './read-answer.ts';
import { readEmbeddings } from './read-embeddings.ts';
import { NO_PROMPT_SCORES, readScores } from './read-scores.ts';
import { conversation, embedBody, generateBody, scoreBody } from './request-body.ts';
import { type Server, serversOf } from './server.ts';

export interface Surroundings {
  /** Time, chance and sleep; tests bring their own. */
  readonly clock?: Clock;
  /** The run whose workers on this host share the limits of endpoints. */
  readonly runDirectory?: string | undefined;
}

/**
 * A model behind an OpenAI-compatible server. Nothing is sent before the first request. Throws OPENAI_INVALID_OPTION.
 */
export function createOpenAiModel(
  options: OpenAiOptions,
  logger: Logger,
  { clock = systemClock, runDirectory }: Surroundings = {},
): Model {
  const [complaint] = checkOptions(options);
  if (complaint) throw invalidOption(complaint);
  const servers = serversOf(options, clock, runDirectory);
  const client = clientOf(options, servers, logger, clock);
  const places = servers.length * (options.max_concurrency ?? options.concurrency);

  return {
    // A request that waits for its next try has no place: another one takes it.
    get concurrency() {
      return places + Math.min(client.waiting, Math.floor(places / 4));
    },
    takesMessages: options.endpoint === 'chat',
    renderPrompt: (prompt) =>
      options.endpoint === 'chat' ? { messages: conversation(prompt, options.system_prompt) } : {},
    embed: (texts, call) => embed(texts, call.signal),
    generate: (requests, call) => each(requests, places, call, (one, signal) => generate(one, signal)),
    ...(options.endpoint === 'completions' && {
      score: (requests: readonly ScoreRequest[], call: ModelCallOptions) =>
        each(requests, places, call, (one, signal) => score(one, signal)),
    }),
    close: () => client.pool.close(),
  };

  async function generate(request: GenerateRequest, signal: AbortSignal): Promise<GenerateResult | undefined> {
    const body = JSON.stringify(generateBody(request, options));
    const read = (json: unknown) => readAnswer(json, options.think_tag);
    const outcome = await ask(client, { endpointOf, body, read }, signal);
    if (outcome === undefined) return undefined;
    return 'value' in outcome ? { index: request.index, ...outcome.value } : failed(request, outcome.failure);
  }

  async function embed(texts: readonly string[], signal: AbortSignal): Promise<readonly (readonly number[])[]> {
    const body = JSON.stringify(embedBody(texts, options));
    const read = (json: unknown) => readEmbeddings(json, texts.length);
    const outcome = await ask(client, { endpointOf: ({ embeddings }) => embeddings, body, read }, signal);
    if (outcome === undefined) throw signal.reason;
    if ('failure' in outcome) throw embeddingsFailed(outcome.failure.message);
    return outcome.value;
  }

  async function score(request: ScoreRequest, signal: AbortSignal): Promise<ScoreResult | undefined> {
    const body = JSON.stringify(scoreBody(request, options));
    const read = (json: unknown) => readScores(json, request.continuation);
    const outcome = await ask(client, { endpointOf, body, read }, signal);
    if (outcome === undefined) return undefined;
    if ('failure' in outcome) {
      if (refusesEcho(outcome.failure)) throw noPromptScores(outcome.failure.message);
      return failed(request, outcome.failure);
    }
    if (outcome.value === NO_PROMPT_SCORES) {
      throw noPromptScores(`no prompt log-probabilities from ${outcome.from.shown}`);
    }
    return { index: request.index, ...outcome.value };
  }
}

function clientOf(options: OpenAiOptions, servers: readonly Server[], logger: Logger, clock: Clock): Client {
  return {
    pool: new EndpointPool(servers, clock, logger),
    clock,
    logger,
    retry: options.retry,
    timeoutMs: options.timeout_seconds * 1000,
    waiting: 0,
  };
}

/** Where answers and scores are asked for. */
function endpointOf({ endpoint }: Server): Endpoint {
  return endpoint;
}

/** One request, as a worker sends them, takes the short way; several are kept in flight together. */
async function* each<Request, Result>(
  requests: readonly Request[],
  concurrency: number,
  { signal }: ModelCallOptions,
  work: (request: Request, signal: AbortSignal) => Promise<Result | undefined>,
): AsyncGenerator<Result> {
  const [only] = requests;
  if (requests.length === 1 && only !== undefined) {
    const result = await work(only, signal);
    if (result !== undefined) yield result;
    return;
  }
  // A caller who stops reading, or a fatal error, ends the requests that are still out.
  const ended = new AbortController();
  const either = AbortSignal.any([signal, ended.signal]);
  try {
    yield* inFlight(requests, concurrency, (request) => work(request, either));
  } finally {
    ended.abort();
  }
}

/** Some servers ignore what they cannot do, llama.cpp and others say so. */
function refusesEcho({ code, message }: Failure): boolean {
  return (code === 'HTTP_400' || code === 'HTTP_422') && /\b(echo|logprobs)\b/.test(message);
}

function failed({ index }: { index: number }, { code, message }: Failure): RequestFailure {
  return { index, error: { code, message } };
}
