import type { Model, Prompt } from 'oc-sdk';
import type { ContractCase, Create } from '../case.ts';
import { abortCases } from './abort-cases.ts';
import { requestsOf, withModel } from './case.ts';
import { failureCases } from './failure-cases.ts';
import { generateCases } from './generate-cases.ts';
import { scoreCases } from './score-cases.ts';

export interface ModelContractOptions {
  /** Makes the model: `() => createPlugin(plugin, options)`. Called once per case; the case closes it. */
  readonly create: Create<Model>;
  /** At least two texts with different answers, the shortest first. Default: three short English lines. */
  readonly prompts?: readonly string[];
  /**
   * Whether the same prompt always gets the same answer, alone or among others. Default true: make the model so
   * (temperature 0). Where it cannot be, false leaves out the cases that compare answers.
   */
  readonly deterministic?: boolean;
  /** A prompt that cannot be answered while others can, for instance one that is too long. Absent: not checked. */
  readonly unanswerable?: Prompt;
  /** The model takes text alone: conversations are an error of the config, and are not tried. Default false. */
  readonly textOnly?: boolean;
  /** Makes a model that can never answer (a refused key), or fails to. Absent: not checked. */
  readonly createHopeless?: Create<Model>;
  /** How long one call may take, and how long it may go on after an abort. Default 30 s. */
  readonly limitMs?: number;
}

const PROMPTS = ['Say one.', 'Write the word two, please.', 'Name a river that flows through the city of Vienna.'];

/** Cases for a model. Answers are not judged; that each belongs to its request is. */
export function modelContract(options: ModelContractOptions): ContractCase[] {
  const {
    create,
    prompts = PROMPTS,
    deterministic = true,
    textOnly = false,
    unanswerable,
    createHopeless,
    limitMs = 30_000,
  } = options;
  const requests = requestsOf(prompts);
  const shared = { prompts, requests, deterministic, textOnly, limitMs };
  const cases = [...generateCases, ...abortCases, ...scoreCases].map(([name, check]) => ({
    name,
    run: () => withModel(create, (model) => check({ ...shared, model })),
  }));
  return [...cases, ...failureCases({ create, createHopeless, unanswerable, requests })];
}
