/** Blocks of configs that tests share. */

type Block = Readonly<Record<string, unknown>>;

/** Rows whose question the echo model and the loopback server answer rightly. */
export function questions(count: number, prefix = 'q'): { question: string; answer: string }[] {
  return Array.from({ length: count }, (_, i) => ({ question: `${prefix}${i}`, answer: `${prefix}${i}` }));
}

export function datasetBlock(abbr: string, changes: Block = {}): Block {
  return {
    abbr,
    type: 'jsonl',
    path: `data/${abbr}.jsonl`,
    reader_cfg: { input_columns: ['question'], output_column: 'answer' },
    infer_cfg: { prompt_template: { template: '{question}' }, inferencer: { type: 'gen', max_out_len: 64 } },
    eval_cfg: { evaluator: { type: 'accuracy' } },
    ...changes,
  };
}

export function echoBlock(changes: Block = {}): Block {
  return { abbr: 'echo', type: 'echo', ...changes };
}

export function openAiBlock(url: string, changes: Block = {}): Block {
  return { abbr: 'served', type: 'openai', path: 'm', base_url: url, concurrency: 4, retry: 0, ...changes };
}

/** So many samples in each task: `gen` samples cost 1 with this partitioner. */
export function smallTasks(samples: number): Block {
  return { type: 'size', max_task_size: samples, gen_task_coef: 1 };
}
