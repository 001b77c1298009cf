import { type Command, InvalidArgumentError, Option } from 'commander';
import { DATA_TYPES, INFER_METHODS } from '../config/custom/settings.ts';

/** The values of the flags that choose and change a config. */
export interface ConfigFlags {
  readonly mode: 'all' | 'infer' | 'eval' | 'viz';
  readonly reuse: string | true | undefined;
  readonly workDir: string | undefined;
  readonly models: readonly string[] | undefined;
  readonly datasets: readonly string[] | undefined;
  readonly customDatasetPath: string | undefined;
  readonly customDatasetMetaPath: string | undefined;
  readonly customDatasetDataType: string | undefined;
  readonly customDatasetInferMethod: string | undefined;
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
  readonly slurm: boolean | undefined;
  readonly dlc: boolean | undefined;
  readonly aliyunCfg: string | undefined;
  readonly partition: string | undefined;
  readonly quotatype: string | undefined;
  readonly qos: string | undefined;
  readonly detach: boolean | undefined;
  readonly set: readonly string[] | undefined;
  readonly configDir: readonly string[] | undefined;
  readonly debug: boolean | undefined;
  readonly dryRun: boolean | undefined;
  readonly json: boolean | undefined;
}

/** Adds the flags that every command with a config takes. */
export function addConfigFlags(command: Command): Command {
  return command
    .addOption(new Option('-m, --mode <mode>', 'which stages').choices(['all', 'infer', 'eval', 'viz']).default('all'))
    .option('-r, --reuse [run]', 'continue a run: latest (when bare), or YYYYMMDD_HHMMSS')
    .option('-w, --work-dir <folder>', 'where runs are kept')
    .option('--models <names...>', 'models by name, instead of those of the config', names)
    .option('--datasets <names...>', 'datasets by name, instead of those of the config', names)
    .option('--custom-dataset-path <file>', 'a file of rows as a dataset, instead of those of the config')
    .option('--custom-dataset-meta-path <file>', 'what is to be known of it; default FILE.meta.json')
    .addOption(
      new Option('--custom-dataset-data-type <type>', 'with options or without; default: what its columns say').choices(
        DATA_TYPES,
      ),
    )
    .addOption(
      new Option('--custom-dataset-infer-method <method>', 'write, or compare; default gen').choices(INFER_METHODS),
    )
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
    .option('--slurm', 'run on a Slurm cluster (slurm runner)')
    .option('-p, --partition <name>', 'partition of the cluster (slurm runner)')
    .option('-q, --quotatype <name>', 'kind of quota, where Slurm knows of any (slurm runner)')
    .option('--qos <name>', 'quality of service (slurm runner)')
    .option('--dlc', 'run on Alibaba PAI-DLC (dlc runner)')
    .option('--aliyun-cfg <file>', 'a YAML or JSON file with the keys of aliyun_cfg (dlc runner)')
    .option('--detach', 'leave when the cluster has the workers; -r takes them up again (slurm, dlc runner)')
    .option('--limit <n>', 'only the first n samples of each dataset', atLeast(1))
    .option('--set <path=value>', 'change anything, as in infer.runner.max_num_workers=4 (repeatable)', append)
    .option('--config-dir <folder>', 'more folders with models/ and datasets/ (repeatable)', append)
    .option('--debug', 'work in this process and log to the terminal');
}

/** Adds the flags that say which prompts to show. */
export function addPromptFlags(command: Command): Command {
  return command
    .option('--dataset <abbr>', 'only this dataset (repeatable)', append)
    .option('--model <abbr>', 'only this model (repeatable)', append)
    .option('-n <count>', 'samples of each dataset', atLeast(1), 1);
}

/** Adds the flags that say more of a data file. */
export function addDataCheckFlags(command: Command): Command {
  return command
    .option('--meta-path <file>', 'what is to be known of it; default FILE.meta.json')
    .addOption(new Option('--data-type <type>', 'default: what its columns say').choices(DATA_TYPES))
    .addOption(new Option('--infer-method <method>', 'default gen').choices(INFER_METHODS))
    .option('-n <count>', 'rows to show the prompts of', atLeast(1), 1);
}

function atLeast(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= least) return value;
    throw new InvalidArgumentError(`Expected a whole number of at least ${least}.`);
  };
}

/** `a b` and `a,b` are the same. */
function names(value: string, before: string[] = []): string[] {
  return [...before, ...value.split(',').filter(Boolean)];
}

/** A flag that may be said again and again. */
export function append(value: string, before: string[] = []): string[] {
  return [...before, value];
}
