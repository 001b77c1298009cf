import { createPlugin, recordingLogger } from 'oc-conformance';
import type { GenerateRequest, GenerateResult, Model, Prompt, RequestFailure } from 'oc-sdk';
import { onTestFinished } from 'vitest';
import { type OpenAiServer, type OpenAiServerOptions, startOpenAiServer } from '../../../test/support/openai-server.ts';
import type { Clock } from '../src/clock.ts';
import plugin, { type OpenAiOptions } from '../src/index.ts';
import { createOpenAiModel } from '../src/openai-model.ts';

/** A server that lives as long as the test. */
export async function serve(options: OpenAiServerOptions = {}): Promise<OpenAiServer> {
  const server = await startOpenAiServer(options);
  onTestFinished(() => server.close());
  return server;
}

/** The model as core makes it, for the server, closed after the test. */
export async function modelFor(server: { url: string }, options: Partial<OpenAiOptions> = {}): Promise<Model> {
  const model = await createPlugin(plugin, { path: 'm', base_url: server.url, ...options });
  onTestFinished(() => model.close());
  return model;
}

/** Options as they are when the schema's defaults are in. */
export function optionsWith(options: Partial<OpenAiOptions> = {}): OpenAiOptions {
  return {
    path: 'm',
    endpoint: 'chat',
    concurrency: 32,
    timeout_seconds: 600,
    retry: 6,
    think_tag: '</think>',
    ...options,
  };
}

/** A clock that jumps: a sleep takes no time, but moves `now` on and is written down. */
export function jumpingClock(random = 1): Clock & { readonly slept: readonly number[] } {
  const slept: number[] = [];
  let time = Date.parse('2026-01-01T00:00:00Z');
  return {
    slept,
    now: () => time,
    random: () => random,
    async sleep(ms) {
      slept.push(ms);
      time += ms;
    },
  };
}

/** The model with a clock that jumps, and everything that it logged. */
export function modelWithClock(server: { url: string }, options: Partial<OpenAiOptions> = {}, random = 1) {
  const clock = jumpingClock(random);
  const { logger, messages } = recordingLogger();
  const model = createOpenAiModel(optionsWith({ base_url: server.url, ...options }), logger, { clock });
  onTestFinished(() => model.close());
  return { model, clock, messages };
}

export async function ask(
  model: Model,
  prompt: Prompt,
  request: Partial<GenerateRequest> = {},
  signal: AbortSignal = new AbortController().signal,
): Promise<GenerateResult | undefined> {
  for await (const result of model.generate([{ index: 0, prompt, ...request }], { signal })) return result;
  return undefined;
}

export async function textFor(model: Model, prompt: Prompt, request: Partial<GenerateRequest> = {}): Promise<string> {
  const result = await ask(model, prompt, request);
  if (result === undefined || 'error' in result) throw new Error(`no answer: ${JSON.stringify(result)}`);
  return result.text;
}

export async function failureFor(model: Model, prompt: Prompt): Promise<RequestFailure['error']> {
  const result = await ask(model, prompt);
  if (result === undefined || !('error' in result)) throw new Error(`no failure: ${JSON.stringify(result)}`);
  return result.error;
}

export async function errorFrom(promise: Promise<unknown>): Promise<unknown> {
  return await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}
