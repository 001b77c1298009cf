import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { canonicalHash, DEFAULT_BATCH_SIZE } from 'oc-plugin-host';
import type { GenerateRequest, GenerateResult, Model, ModelCallOptions } from 'oc-sdk';
import { JsonlAppender, readJsonl } from 'oc-sdk/run-directory';
import { answersMissing, answersUnasked } from '../errors.ts';
import { inFlight } from '../in-flight.ts';
import { type TimeLimit, withinTime } from '../time-limit.ts';
import { Channel } from './channel.ts';

/** What a model block says of its requests. */
export interface RequestLimits {
  readonly maxOutLen: number | undefined;
  readonly minOutLen: number | undefined;
  readonly batchSize: number | undefined;
  /** Of every request. */
  readonly time?: TimeLimit | undefined;
}

export interface Remembering {
  /** Of the model, for messages. */
  readonly name: string;
  /** Where answers are kept, one line each. */
  readonly file: string;
  readonly limits: RequestLimits;
  readonly stopping: AbortSignal;
  readonly aborted: AbortSignal;
}

/** A line of the file. The same request has the same key. */
type Remembered = { readonly key: string } & Pick<Answered, 'text' | 'finishReason' | 'usage'>;
type Answered = Extract<GenerateResult, { text: string }>;

/** Requests that are one: the same prompt under the same limits. */
interface Question {
  readonly key: string;
  readonly request: GenerateRequest;
  readonly indexes: number[];
}

const BATCHES_IN_A_CALL = 8;

/**
 * A model that takes any number of requests in one call: it keeps as many in flight as the model behind it wants, or
 * hands them on in batches. What is answered is kept in a file before it is passed on, and not asked again, by
 * whichever worker; a request that failed is asked again next time. Equal requests of a call are asked once.
 */
export function rememberingModel(model: Model, remembering: Remembering): Pick<Model, 'generate' | 'close'> {
  return {
    generate: (requests, options) => generate(model, remembering, requests, options),
    // Whoever loaded the model closes it: others may be at work with it.
    close: async () => {},
  };
}

async function* generate(
  model: Model,
  remembering: Remembering,
  requests: readonly GenerateRequest[],
  options: ModelCallOptions,
): AsyncIterable<GenerateResult> {
  const known = new Map((await readJsonl<Remembered>(remembering.file)).map((line) => [line.key, line]));
  const open: Question[] = [];
  for (const question of questionsOf(requests, remembering.limits)) {
    const line = known.get(question.key);
    if (line === undefined) open.push(question);
    else yield* forEach(question, line);
  }
  if (open.length > 0) yield* ask(model, remembering, open, options);
}

async function* ask(
  model: Model,
  remembering: Remembering,
  open: readonly Question[],
  { signal }: ModelCallOptions,
): AsyncIterable<GenerateResult> {
  const { name, file, limits, stopping, aborted } = remembering;
  await mkdir(dirname(file), { recursive: true });
  const kept = new JsonlAppender(file);
  const results = new Channel<GenerateResult>();
  const batchSize = limits.batchSize ?? DEFAULT_BATCH_SIZE;
  const isOver = () => signal.aborted || stopping.aborted;
  const call = async (questions: readonly Question[]): Promise<void> => {
    if (isOver()) return;
    const asked = questions.map(({ request }, index) => ({ ...request, index }));
    // What is in flight behind a server is answered and kept, even when everything is to end.
    const callSignal = model.concurrency === undefined ? signal : aborted;
    const waiting = new Set(questions.keys());
    const limited = withinTime(
      (some, how) => model.generate(some, how),
      asked,
      { signal: callSignal, batchSize },
      limits.time,
    );
    for await (const result of limited) {
      if (!waiting.delete(result.index)) throw answersUnasked(name);
      const question = questions[result.index] as Question;
      if ('text' in result) await kept.append(lineOf(question, result));
      for (const each of forEach(question, result)) results.push(each);
    }
    if (waiting.size > 0 && !callSignal.aborted) throw answersMissing(name, waiting.size);
  };
  const size = model.concurrency === undefined ? batchSize * BATCHES_IN_A_CALL : 1;
  const done = inFlight(() => model.concurrency ?? 1, chunks(open, size), call)
    .then(
      () => results.end(),
      (error: unknown) => results.fail(error),
    )
    .finally(() => kept.close());
  yield* results;
  await done;
  signal.throwIfAborted();
  stopping.throwIfAborted();
}

function questionsOf(requests: readonly GenerateRequest[], limits: RequestLimits): Iterable<Question> {
  const questions = new Map<string, Question>();
  for (const { index, ...asked } of requests) {
    const whole = { ...withLimits(limits), ...asked };
    const key = canonicalHash(whole, 32);
    const question = questions.get(key);
    if (question) question.indexes.push(index);
    else questions.set(key, { key, request: { index, ...whole }, indexes: [index] });
  }
  return questions.values();
}

function withLimits({ maxOutLen, minOutLen }: RequestLimits): Pick<GenerateRequest, 'maxOutLen' | 'minOutLen'> {
  return { ...(maxOutLen === undefined ? {} : { maxOutLen }), ...(minOutLen === undefined ? {} : { minOutLen }) };
}

function lineOf({ key }: Question, { text, finishReason, usage }: Answered): Remembered {
  return {
    key,
    text,
    ...(finishReason === undefined ? {} : { finishReason }),
    ...(usage === undefined ? {} : { usage }),
  };
}

function forEach({ indexes }: Question, result: Remembered | GenerateResult): GenerateResult[] {
  if ('error' in result) return indexes.map((index) => ({ index, error: result.error }));
  const { text, finishReason, usage } = result;
  const rest = { ...(finishReason === undefined ? {} : { finishReason }), ...(usage === undefined ? {} : { usage }) };
  return indexes.map((index) => ({ index, text, ...rest }));
}

async function* chunks<Item>(items: readonly Item[], size: number): AsyncGenerator<readonly Item[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}
