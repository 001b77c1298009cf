import { type Command, InvalidArgumentError, Option } from 'commander';
import { type Override, parseSetting } from '../config/index.ts';

/** The values of the flags that choose and change a config. */
export interface ConfigFlags {
  readonly mode: 'all' | 'infer' | 'eval' | 'viz';
  readonly reuse: string | true | undefined;
  readonly workDir: string | undefined;
  readonly models: readonly string[] | undefined;
  readonly datasets: readonly string[] | undefined;
  readonly summarizer: string | undefined;
  readonly maxNumWorkers: number | undefined;
  readonly maxWorkersPerGpu: number | undefined;
  readonly maxNumWorkersPerGpu: number | undefined;
  readonly maxPartitionSize: number | undefined;
  readonly genTaskCoef: number | undefined;
  readonly numGpus: number | undefined;
  readonly maxOutLen: number | undefined;
  readonly maxSeqLen: number | undefined;
  readonly batchSize: number | undefined;
  readonly retry: number | undefined;
  readonly limit: number | undefined;
  readonly set: readonly string[];
  readonly configDir: readonly string[];
  readonly debug: boolean;
  readonly dryRun: boolean;
  readonly json: boolean;
}

/** Adds the flags that every command with a config takes. */
export function addConfigFlags(command: Command): Command {
  return command
    .addOption(new Option('-m, --mode <mode>', 'which stages').choices(['all', 'infer', 'eval', 'viz']).default('all'))
    .option('-r, --reuse [run]', 'continue a run: latest (when bare), or YYYYMMDD_HHMMSS')
    .option('-w, --work-dir <folder>', 'where runs are kept')
    .option('--models <names...>', 'models by name, instead of those of the config')
    .option('--datasets <names...>', 'datasets by name, instead of those of the config')
    .option('--summarizer <name>', 'summarizer by name, instead of that of the config')
    .option('--max-num-workers <n>', 'workers at once', atLeast(1))
    .option('--max-workers-per-gpu <n>', 'workers that share a GPU', atLeast(1))
    .addOption(new Option('--max-num-workers-per-gpu <n>').argParser(atLeast(1)).hideHelp())
    .option('--max-partition-size <n>', 'cost of the largest task (size partitioner)', atLeast(1))
    .option('--gen-task-coef <n>', 'cost of a generated answer (size partitioner)', atLeast(1))
    .option('--num-gpus <n>', 'GPUs of each worker, for every model', atLeast(0))
    .option('--max-out-len <n>', 'tokens an answer may have, for every model and dataset', atLeast(1))
    .option('--max-seq-len <n>', 'tokens prompt and answer may have together, for every model', atLeast(1))
    .option('--batch-size <n>', 'samples put through together, for every model and dataset', atLeast(1))
    .option('--retry <n>', 'how often a failed task is tried again', atLeast(0))
    .option('--limit <n>', 'only the first n samples of each dataset', atLeast(1))
    .option('--set <path=value>', 'change anything, as in infer.runner.max_num_workers=4 (repeatable)', append, [])
    .option('--config-dir <folder>', 'more folders with models/ and datasets/ (repeatable)', append, [])
    .option('--debug', 'work in this process and log to the terminal', false);
}

/** The flags as changes of the config, in the order in which they apply. `--set` has the last word. */
export function overridesOf(flags: ConfigFlags): Override[] {
  const perGpu = flags.maxWorkersPerGpu ?? flags.maxNumWorkersPerGpu;
  return [
    ...both('runner.max_num_workers', flags.maxNumWorkers, '--max-num-workers'),
    ...both('runner.max_workers_per_gpu', perGpu, '--max-workers-per-gpu'),
    ...both('runner.retry', flags.retry, '--retry'),
    ...one('infer.partitioner.max_task_size', flags.maxPartitionSize, '--max-partition-size'),
    ...one('infer.partitioner.gen_task_coef', flags.genTaskCoef, '--gen-task-coef'),
    ...one('models.*.num_gpus', flags.numGpus, '--num-gpus'),
    ...one('models.*.max_out_len', flags.maxOutLen, '--max-out-len'),
    ...whereSet('datasets.*.infer_cfg.inferencer.max_out_len', flags.maxOutLen, '--max-out-len'),
    ...one('models.*.max_seq_len', flags.maxSeqLen, '--max-seq-len'),
    ...one('models.*.batch_size', flags.batchSize, '--batch-size'),
    ...whereSet('datasets.*.infer_cfg.inferencer.batch_size', flags.batchSize, '--batch-size'),
    ...one('work_dir', flags.workDir, '--work-dir'),
    ...flags.set.map(parseSetting),
  ];
}

function one(path: string, value: unknown, origin: string): Override[] {
  return value === undefined ? [] : [{ path, value, origin }];
}

function both(path: string, value: unknown, origin: string): Override[] {
  return [...one(`infer.${path}`, value, origin), ...one(`eval.${path}`, value, origin)];
}

/** What a dataset says of its own wins over its model, so a flag must reach it too. */
function whereSet(path: string, value: unknown, origin: string): Override[] {
  return one(path, value, origin).map((override) => ({ ...override, onlyWhereSet: true }));
}

function atLeast(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= least) return value;
    throw new InvalidArgumentError(`Expected a whole number of at least ${least}.`);
  };
}

function append(value: string, before: string[]): string[] {
  return [...before, value];
}
