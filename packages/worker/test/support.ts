import { mkdir, mkdtemp, readdir, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Logger, Part } from 'oc-sdk';
import {
  type EndedRecord,
  JsonlAppender,
  RunDirectory,
  readEnded,
  readJsonl,
  type SampleRecord,
  type Stage,
  type StageSpec,
  type WorkerEvent,
} from 'oc-sdk/run-directory';
import { onTestFinished } from 'vitest';
import { runWorker } from '../src/index.ts';

type Block = Readonly<Record<string, unknown>>;

/** A temporary folder with the given files, removed after the test. */
export async function folderWith(files: Readonly<Record<string, string>> = {}): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'oc-worker-')));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  return folder;
}

export function jsonl(rows: readonly object[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}

/** A logger that keeps its lines. */
export function memoryLogger(): Logger & { readonly lines: string[] } {
  const lines: string[] = [];
  const at = (level: string) => (message: string) => void lines.push(`${level} ${message}`);
  const logger = { lines, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
  return { ...logger, child: () => memoryLogger() };
}

/** A plugin as the text of a module that Node can import from anywhere: `create` is written out. */
export function pluginText(kind: string, create: string): string {
  return `
    import { appendFileSync } from 'node:fs';
    import { setTimeout as sleep } from 'node:timers/promises';
    const options = { type: 'object', additionalProperties: true, properties: {} };
    export default { kind: '${kind}', apiVersion: 1, name: 'test', summary: 'For a test.', optionsSchema: options,
      location: 'process', create: ${create} };
  `;
}

export interface RunOptions {
  readonly stage?: Stage;
  /** Text files beside the config, plugins among them. */
  readonly files?: Readonly<Record<string, string>>;
  readonly model?: Block;
  /** Rows of the test split, by dataset. */
  readonly rows: Readonly<Record<string, readonly object[]>>;
  /** More keys of the dataset blocks. */
  readonly dataset?: Block;
  /** More keys of one dataset block. */
  readonly datasetOf?: (abbr: string) => Block;
  readonly tasks?: readonly (readonly Part[])[];
  readonly spec?: Partial<StageSpec>;
}

export interface TestRun {
  readonly folder: string;
  readonly directory: RunDirectory;
  /** Runs one worker in this process. */
  work(control?: Partial<Parameters<typeof runWorker>[1]> & { worker?: string; stage?: Stage }): Promise<number>;
  answers(dataset: string): Promise<SampleRecord[]>;
  /** Status of every attempt, as `<task>.<attempt> <status>`, sorted. */
  ends(stage?: Stage): Promise<string[]>;
  endsOf(task: string, stage?: Stage): Promise<readonly EndedRecord[]>;
  events(worker?: string, stage?: Stage): Promise<WorkerEvent[]>;
}

export const QUESTION: Block = {
  reader_cfg: { input_columns: ['question'], output_column: 'answer' },
  infer_cfg: { prompt_template: { template: '{question}' }, inferencer: { type: 'gen' } },
  eval_cfg: { evaluator: { type: 'accuracy' } },
};

/** A run directory as the launcher would have left it for its workers: one model `m`, tasks `1-00000` and so on. */
export async function testRun(options: RunOptions): Promise<TestRun> {
  const names = Object.keys(options.rows);
  const data = Object.fromEntries(names.map((name) => [`${name}.jsonl`, jsonl(options.rows[name] ?? [])]));
  const folder = await folderWith({ ...data, ...options.files });
  const directory = new RunDirectory(join(folder, 'run'));
  const from = join(folder, 'config.yaml');
  const spec: StageSpec = {
    formatVersion: 1,
    stage: options.stage ?? 'infer',
    plan: 1,
    retry: 1,
    models: { m: { block: { type: 'echo', ...options.model }, from } },
    datasets: Object.fromEntries(
      names.map((abbr) => [
        abbr,
        {
          block: {
            abbr,
            type: 'jsonl',
            path: `${abbr}.jsonl`,
            ...QUESTION,
            ...options.dataset,
            ...options.datasetOf?.(abbr),
          },
          from,
        },
      ]),
    ),
    pairs: names.map((dataset) => ({ model: 'm', dataset, fingerprint: 'f', evalFingerprint: 'e' })),
    splits: Object.fromEntries(
      names.map((abbr) => [abbr, { test: { rows: options.rows[abbr]?.length ?? 0, contentHash: 'h' } }]),
    ),
    score: true,
    details: false,
    ...options.spec,
  };
  const whole = names.map((dataset) => [{ dataset, start: 0, end: options.rows[dataset]?.length ?? 0 }]);
  for (const name of ['infer', 'eval'] as const) {
    const stage = directory.stage(name);
    for (const place of [stage.claims, stage.endedAttempts, stage.allEvents]) await mkdir(place, { recursive: true });
    await writeFile(stage.spec(1), JSON.stringify({ ...spec, stage: name }));
    const plan = new JsonlAppender(stage.plan);
    const tasks = name === 'infer' ? (options.tasks ?? whole) : whole;
    const records = tasks.map((parts, i) => ({ id: `1-0000${i}`, plan: 1, model: 'm', parts, cost: 1 }));
    await plan.append(...records);
    await plan.close();
  }
  const stageOf = (stage: Stage = options.stage ?? 'infer') => directory.stage(stage);
  return {
    folder,
    directory,
    work: ({ worker = 'w', stage = options.stage ?? 'infer', ...control } = {}) =>
      runWorker(
        { runDirectory: directory.root, stage, plan: 1, model: 'm', worker, searchFrom: [import.meta.filename] },
        { logger: memoryLogger(), stopping: never(), aborted: never(), ...control },
      ),
    async answers(dataset) {
      const place = directory.predictions('m', dataset, 'f');
      // Made for the first answer.
      const files = (await readdir(place).catch(() => []))
        .sort()
        .map((name) => readJsonl<SampleRecord>(join(place, name)));
      return (await Promise.all(files)).flat();
    },
    async ends(stage) {
      const ends = [...(await readEnded(stageOf(stage))).values()].flat();
      return ends.map(({ task, attempt, status }) => `${task}.${attempt} ${status}`).sort();
    },
    endsOf: async (task, stage) => (await readEnded(stageOf(stage))).get(task) ?? [],
    events: (worker = 'w', stage) => readJsonl<WorkerEvent>(stageOf(stage).events(worker)),
  };
}

export function questions(count: number): { question: string; answer: string }[] {
  return Array.from({ length: count }, (_, i) => ({ question: `q${i}`, answer: `q${i}` }));
}

export function never(): AbortSignal {
  return new AbortController().signal;
}
