import { join } from 'node:path';
import { OcError } from '../error.ts';

/** Raised when a run directory of an older version cannot be continued. */
export const RUN_FORMAT_VERSION = 1;

export type Stage = 'infer' | 'eval';

/** Every path in a run directory. Names that come from a config must be path-safe: see {@link isPathSafe}. */
export class RunDirectory {
  readonly root: string;

  constructor(root: string) {
    this.root = root;
  }

  /** Versions, argv, host, hash of the resolved config of the invocation that made the folder. */
  get runFile(): string {
    return join(this.root, 'run.json');
  }

  /** Held by the launcher that is at work here. */
  get lockFile(): string {
    return join(this.root, 'lock.json');
  }

  configDump(time: string): string {
    return join(this.root, 'configs', `${safe(time)}.yaml`);
  }

  stage(stage: Stage): StageDirectory {
    return new StageDirectory(join(this.root, stage));
  }

  log(stage: Stage, model: string, worker: string): string {
    return join(this.root, 'logs', stage, safe(model), `${safe(worker)}.log`);
  }

  /** The folder with the answers of one pair, one file per task attempt. */
  predictions(model: string, dataset: string, fingerprint: string): string {
    return join(this.root, 'predictions', safe(model), safe(dataset), safe(fingerprint));
  }

  predictionsOf(model: string, dataset: string, fingerprint: string, task: string, attempt: number): string {
    return join(this.predictions(model, dataset, fingerprint), `${safe(task)}.${attempt}.jsonl`);
  }

  /** The answers of one pair in OpenCompass's shape. */
  mergedPredictions(model: string, dataset: string): string {
    return join(this.root, 'predictions', safe(model), `${safe(dataset)}.json`);
  }

  result(model: string, dataset: string): string {
    return join(this.root, 'results', safe(model), `${safe(dataset)}.json`);
  }

  /** What a judge of that fingerprint answered about the answers of a pair, one line each. */
  judgements(model: string, dataset: string, fingerprint: string): string {
    return join(this.root, 'judgements', safe(model), safe(dataset), `${safe(fingerprint)}.jsonl`);
  }

  /** Vectors of texts that retrievers compare, by what they depend on: model and texts. */
  embeddings(key: string): string {
    return join(this.root, 'embeddings', `${safe(key)}.f32`);
  }

  /** What the invocation planned and took. */
  report(time: string): string {
    return join(this.root, 'summary', `report_${safe(time)}.json`);
  }

  summary(time: string, extension: string): string {
    return join(this.root, 'summary', `summary_${safe(time)}.${safe(extension)}`);
  }
}

/** The queue of one stage. */
export class StageDirectory {
  readonly root: string;

  constructor(root: string) {
    this.root = root;
  }

  /** Tasks in dispatch order; only ever appended to. */
  get plan(): string {
    return join(this.root, 'plan.jsonl');
  }

  /** What the workers of one plan need to know: blocks, fingerprints, retry. */
  spec(plan: number): string {
    return join(this.root, `spec-${plan}.json`);
  }

  get claims(): string {
    return join(this.root, 'claims');
  }

  claim(task: string, attempt: number): string {
    return join(this.claims, `${safe(task)}.${attempt}`);
  }

  get endedAttempts(): string {
    return join(this.root, 'ended');
  }

  ended(task: string, attempt: number): string {
    return join(this.endedAttempts, `${safe(task)}.${attempt}.json`);
  }

  get setbacks(): string {
    return join(this.root, 'setbacks');
  }

  setback(task: string, attempt: number): string {
    return join(this.setbacks, `${safe(task)}.${attempt}`);
  }

  get requests(): string {
    return join(this.root, 'give-back');
  }

  giveBack(task: string, attempt: number): string {
    return join(this.requests, `${safe(task)}.${attempt}`);
  }

  get dismissals(): string {
    return join(this.root, 'leave');
  }

  leave(worker: string): string {
    return join(this.dismissals, safe(worker));
  }

  /** The launcher's journal of jobs: intended, submitted, ended. */
  get jobs(): string {
    return join(this.root, 'jobs.jsonl');
  }

  get allEvents(): string {
    return join(this.root, 'events');
  }

  events(worker: string): string {
    return join(this.allEvents, `${safe(worker)}.jsonl`);
  }
}

/** Whether a name can be one part of a path, on every file system we know: `a/b`, `..`, and the like cannot. */
export function isPathSafe(name: string): boolean {
  return (
    name !== '' &&
    name !== '.' &&
    name !== '..' &&
    !name.startsWith('.') &&
    // `x.json` is the file beside the folder `x`.
    !name.endsWith('.json') &&
    Buffer.byteLength(name) <= 200 &&
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
    !/[/\\:*?"<>|\u0000-\u001f\u007f]/.test(name) &&
    name.trim() === name
  );
}

function safe(name: string): string {
  if (isPathSafe(name)) return name;
  throw new OcError({
    code: 'UNSAFE_NAME',
    message: `${JSON.stringify(name)} cannot be a part of a path in the run directory`,
    details:
      'Names of models, datasets and tasks must be free of / \\ : * ? " < > | and control characters, not start with a dot or end in .json, and be at most 200 bytes long.',
  });
}
