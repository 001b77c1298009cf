import type { PluginKind } from 'oc-sdk';

/** Keys of a block that are core's own; all others are options of the block's plugin. */
export const CORE_KEYS: Readonly<Record<PluginKind, readonly string[]>> = {
  partitioner: ['type'],
  runner: ['type', 'max_num_workers', 'retry', 'task', 'task_time_limit', 'warn_silent_minutes', 'debug'],
  model: [
    'type',
    'abbr',
    'summarizer_abbr',
    'run_cfg',
    'num_gpus',
    'max_out_len',
    'min_out_len',
    'max_seq_len',
    'batch_size',
    'price',
    'sample_time_limit',
    'meta_template',
    'pred_postprocessor',
  ],
  dataset: ['type', 'abbr', 'n', 'k', 'reader_cfg', 'infer_cfg', 'eval_cfg'],
  evaluator: ['type'],
  postprocessor: ['type'],
  summarizer: ['type'],
};

/** The part of a block that its plugin gets. */
export function pluginOptionsOf(kind: PluginKind, block: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(block).filter(([key]) => !CORE_KEYS[kind].includes(key)));
}
