import { type Override, parseSetting } from '../config/index.ts';
import { readAliyunCfg } from './aliyun-cfg.ts';
import type { ConfigFlags } from './flags.ts';

/** The flags as changes of the config, in the order in which they apply. `--set` has the last word. */
export function overridesOf(flags: ConfigFlags): Override[] {
  const perGpu = flags.maxWorkersPerGpu ?? flags.maxNumWorkersPerGpu;
  return [
    ...both('runner.type', flags.slurm ? 'slurm' : undefined, '--slurm'),
    ...ofSlurm('partition', flags.partition, '--partition'),
    ...ofSlurm('quotatype', flags.quotatype, '--quotatype'),
    ...ofSlurm('qos', flags.qos, '--qos'),
    ...both('runner.type', flags.dlc ? 'dlc' : undefined, '--dlc'),
    ...ofRunner('dlc', 'aliyun_cfg', flags.aliyunCfg && readAliyunCfg(flags.aliyunCfg), '--aliyun-cfg'),
    ...one('infer.runner.on_interrupt', flags.detach ? 'detach' : undefined, '--detach'),
    ...both('runner.max_num_workers', flags.maxNumWorkers, '--max-num-workers'),
    ...both('runner.max_workers_per_gpu', perGpu, '--max-workers-per-gpu'),
    ...both('runner.retry', flags.retry, '--retry'),
    ...bySize('--max-partition-size', flags.maxPartitionSize),
    ...bySize('--gen-task-coef', flags.genTaskCoef),
    ...one('infer.partitioner.max_task_size', flags.maxPartitionSize, '--max-partition-size'),
    ...one('infer.partitioner.gen_task_coef', flags.genTaskCoef, '--gen-task-coef'),
    ...one('models.*.num_gpus', flags.numGpus, '--num-gpus'),
    ...one('models.*.max_out_len', flags.maxOutLen, '--max-out-len'),
    ...whereSet('datasets.*.infer_cfg.inferencer.max_out_len', flags.maxOutLen, '--max-out-len'),
    ...one('models.*.max_seq_len', flags.maxSeqLen, '--max-seq-len'),
    ...one('models.*.batch_size', flags.batchSize, '--batch-size'),
    ...whereSet('datasets.*.infer_cfg.inferencer.batch_size', flags.batchSize, '--batch-size'),
    ...one('work_dir', flags.workDir, '--work-dir'),
    ...(flags.set ?? []).map(parseSetting),
  ];
}

function one(path: string, value: unknown, origin: string): Override[] {
  return value === undefined ? [] : [{ path, value, origin }];
}

/** Flags of the size partitioner, which is OpenCompass's default, choose it where the config leaves the choice to us. */
function bySize(origin: string, value: unknown): Override[] {
  return value === undefined ? [] : [{ path: 'infer.partitioner.type', value: 'size', origin, insteadOf: 'balanced' }];
}

function both(path: string, value: unknown, origin: string): Override[] {
  return [...one(`infer.${path}`, value, origin), ...one(`eval.${path}`, value, origin)];
}

function ofSlurm(key: string, value: unknown, origin: string): Override[] {
  return ofRunner('slurm', key, value, origin);
}

/** Answers are scored on this machine unless the config says otherwise: then the cluster's flags are for `infer` alone. */
function ofRunner(runner: string, key: string, value: unknown, origin: string): Override[] {
  const scoring = one(`eval.runner.${key}`, value, origin);
  return [...one(`infer.runner.${key}`, value, origin), ...scoring.map((each) => ({ ...each, onlyForRunner: runner }))];
}

/** What a dataset says of its own wins over its model, so a flag must reach it too. */
function whereSet(path: string, value: unknown, origin: string): Override[] {
  return one(path, value, origin).map((override) => ({ ...override, onlyWhereSet: true }));
}
