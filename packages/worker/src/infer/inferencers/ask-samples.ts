import {
  type GenerateResult,
  isOcError,
  type Model,
  type ModelCallOptions,
  type RequestFailure,
  type ScoreResult,
} from 'oc-sdk';
import { cannotScore } from '../../errors.ts';
import { type TimeLimit, withinTime } from '../../time-limit.ts';
import { Slots } from '../slots.ts';
import { bySlots } from './by-slots.ts';
import { checkedResult } from './check-result.ts';
import type { Answer, Asking, Generated, PreparedSample, Scored, Step } from './inferencer.ts';

export interface AskOptions extends ModelCallOptions {
  /** Of every request. */
  readonly timeLimit?: TimeLimit | undefined;
}

/** A sample on its way: what it waits for. */
interface Open {
  readonly position: number;
  readonly prepared: PreparedSample;
  readonly asking: Asking;
  readonly step: Step;
  /** By request of the step. */
  readonly results: (Generated | Scored | undefined)[];
  missing: number;
  promptTokens: number;
  outputTokens: number;
}

/** A request and whose it is. */
interface Owned {
  readonly owner: Open;
  readonly request: number;
}

/**
 * Asks samples of any inferencers, their requests together: a few samples left over of one dataset share a batch with
 * those of the next. Answers come in any order, each as soon as the sample has it. A result that nobody waits for is an
 * answer at position -1.
 *
 * @param slots for a model that takes one request a call: what may be out. Default: one request after the other
 */
export async function* askSamples(
  model: Model,
  samples: readonly PreparedSample[],
  options: AskOptions,
  slots: Slots = new Slots(() => 1),
): AsyncGenerator<Answer> {
  let open: Open[] = [];
  for (const [position, prepared] of samples.entries()) {
    if (prepared.problem) yield failed(prepared, position, { error: prepared.problem });
    else {
      const begun = advance({ position, prepared, asking: prepared.ask(), promptTokens: 0, outputTokens: 0 });
      if ('record' in begun) yield begun;
      else open.push(begun);
    }
  }
  while (open.length > 0 && !options.signal.aborted) {
    const next: Open[] = [];
    for (const kind of ['generate', 'score'] as const) {
      const owned = requestsOf(open, kind);
      for await (const outcome of results(model, kind, owned, options, slots)) {
        if ('record' in outcome) yield outcome;
        else next.push(outcome);
      }
    }
    open = next;
  }
}

function requestsOf(open: readonly Open[], kind: Step['kind']): Owned[] {
  return open
    .filter(({ step }) => step.kind === kind)
    .flatMap((owner) => owner.step.requests.map((_, request) => ({ owner, request })));
}

/** Makes the requests; what it yields is an answer, or a sample that has more to ask. */
async function* results(
  model: Model,
  kind: Step['kind'],
  owned: readonly Owned[],
  options: AskOptions,
  slots: Slots,
): AsyncGenerator<Answer | Open> {
  if (model.concurrency === undefined) {
    if (owned.length > 0) yield* outcomes(call(model, kind, owned, options), owned);
    return;
  }
  // A model behind a server gets one request a call. Those of a sample go in turn, so that the next finds its start
  // cached, unless nobody else wants the server.
  const left = [...owned];
  const next = (): Owned | undefined => {
    if (options.signal.aborted) return undefined;
    while (left[0] !== undefined && left[0].owner.missing === 0) left.shift();
    return left.shift();
  };
  const one = async (each: Owned): Promise<(Answer | Open)[]> => {
    const found: (Answer | Open)[] = [];
    for await (const outcome of outcomes(call(model, kind, [each], options), [each])) found.push(outcome);
    return found;
  };
  yield* bySlots(next, one, slots);
}

async function* outcomes(given: ReturnType<typeof call>, batch: readonly Owned[]): AsyncGenerator<Answer | Open> {
  for await (const result of given) {
    const place = batch[result.index];
    const outcome = place === undefined ? STRAY : settle(place, result);
    if (outcome !== undefined) yield outcome;
  }
}

const STRAY: Answer = {
  position: -1,
  record: { index: -1, status: 'failed', id: '', error: { code: '', message: '' } },
  promptTokens: 0,
  outputTokens: 0,
};

function call(
  model: Model,
  kind: Step['kind'],
  batch: readonly Owned[],
  { timeLimit, ...options }: AskOptions,
): AsyncIterable<GenerateResult | ScoreResult> {
  const numbered = <Request>(request: Request, index: number) => ({ ...request, index });
  if (kind === 'generate') {
    const requests = batch.flatMap(({ owner: { step }, request }, index) =>
      step.kind === 'generate' && step.requests[request] ? [numbered(step.requests[request], index)] : [],
    );
    return withinTime((some, how) => model.generate(some, how), requests, options, timeLimit);
  }
  const { score } = model;
  if (score === undefined) throw cannotScore('the model');
  const requests = batch.flatMap(({ owner: { step }, request }, index) =>
    step.kind === 'score' && step.requests[request] ? [numbered(step.requests[request], index)] : [],
  );
  return withinTime((some, how) => score.call(model, some, how), requests, options, timeLimit);
}

/** Takes a result in; returns what became of the sample, once all results of its step are there or one has failed. */
function settle({ owner, request }: Owned, given: Generated | Scored | RequestFailure): Answer | Open | undefined {
  if (owner.results[request] !== undefined) return STRAY;
  // What else was asked for a sample that has failed comes too late.
  if (owner.missing === 0) return undefined;
  const result = checkedResult(owner.step, given);
  if ('error' in result) {
    owner.missing = 0;
    return failed(owner.prepared, owner.position, result, owner);
  }
  owner.results[request] = result;
  owner.missing -= 1;
  owner.promptTokens += 'text' in result ? (result.usage?.promptTokens ?? 0) : result.tokens;
  owner.outputTokens += 'text' in result ? (result.usage?.outputTokens ?? 0) : 0;
  return owner.missing === 0 ? advance(owner, owner.results as (Generated | Scored)[]) : undefined;
}

type Waiting = Pick<Open, 'position' | 'prepared' | 'asking' | 'promptTokens' | 'outputTokens'>;

/** What the sample asks next, or what came of it. An error that is not fatal is the sample's own failure. */
function advance(waiting: Waiting, given: readonly (Generated | Scored)[] = []): Answer | Open {
  try {
    return nextOf(waiting, given);
  } catch (error) {
    if (!isOcError(error) || error.fatal) throw error;
    const { code, message } = error;
    return failed(waiting.prepared, waiting.position, { error: { code, message } }, waiting);
  }
}

function nextOf(waiting: Waiting, given: readonly (Generated | Scored)[]): Answer | Open {
  const { position, prepared, asking, promptTokens, outputTokens } = waiting;
  const { value, done } = asking.next(given);
  if (!done) {
    const missing = value.requests.length;
    const results = value.requests.map(() => undefined);
    return { position, prepared, asking, step: value, results, missing, promptTokens, outputTokens };
  }
  const { index, id } = prepared.sample;
  return { position, record: { index, status: 'ok', id, ...value }, promptTokens, outputTokens };
}

/** The line of a sample that could not be answered. */
function failed(
  { sample }: PreparedSample,
  position: number,
  { error }: Pick<RequestFailure, 'error'>,
  { promptTokens, outputTokens } = { promptTokens: 0, outputTokens: 0 },
): Answer {
  const record = { index: sample.index, status: 'failed', id: sample.id, error } as const;
  return { position, record, promptTokens, outputTokens };
}
