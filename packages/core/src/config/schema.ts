/** A block whose other keys are its plugin's own business. */
const pluginBlock = {
  type: 'object',
  required: ['type'],
  properties: { type: { type: 'string', description: 'Name of the plugin.' } },
} as const;

const postprocessors = {
  anyOf: [pluginBlock, { type: 'array', items: pluginBlock }],
  description: 'Applied in order to every text.',
} as const;

const message = {
  type: 'object',
  additionalProperties: false,
  required: ['role'],
  properties: {
    role: { enum: ['system', 'user', 'assistant', 'SYSTEM', 'HUMAN', 'BOT'], description: 'Who speaks.' },
    content: { type: 'string', description: 'What is said, with {column} for a column of the row.' },
    prompt: { type: 'string', description: 'The same as content.' },
  },
} as const;

const oneTemplate = [
  { type: 'string' },
  { type: 'array', minItems: 1, items: message },
  {
    type: 'object',
    additionalProperties: false,
    required: ['round'],
    properties: { round: { type: 'array', minItems: 1, items: message, description: 'The turns.' } },
  },
] as const;

const template = {
  description: 'A text with {column}, a list of turns, {round: turns}, or one of these for every label.',
  anyOf: [...oneTemplate, { type: 'object', minProperties: 1, additionalProperties: { anyOf: oneTemplate } }],
} as const;

const range = {
  type: ['string', 'number', 'null'],
  description: 'Rows to take: Python slices such as "[:100]", a number of rows, or a fraction of them.',
} as const;

const gpus = { type: 'integer', minimum: 0, description: 'GPUs that one worker needs.' } as const;
const maxOutLen = { type: 'integer', minimum: 1, description: 'Most tokens of an answer.' } as const;
const minOutLen = { type: 'integer', minimum: 0, description: 'Fewest tokens of an answer.' } as const;
const batchSize = { type: 'integer', minimum: 1, description: 'Samples put through the model together.' } as const;
const abbr = { type: 'string', description: 'Short name: it keys files and table cells.' } as const;

/** Core's keys of a model block; all others are options of the model plugin. */
export const modelKeys = {
  type: pluginBlock.properties.type,
  abbr,
  summarizer_abbr: { type: 'string', description: 'Name of its column in the table.' },
  run_cfg: {
    type: 'object',
    additionalProperties: false,
    properties: {
      num_gpus: gpus,
      num_procs: { type: 'integer', minimum: 1, description: 'Accepted for old configs; without effect.' },
    },
    description: 'OpenCompass keeps num_gpus here.',
  },
  num_gpus: gpus,
  max_out_len: maxOutLen,
  min_out_len: minOutLen,
  max_seq_len: { type: 'integer', minimum: 1, description: 'Most tokens of prompt and answer together.' },
  batch_size: batchSize,
  pred_postprocessor: postprocessors,
} as const;

const readerConfig = {
  type: 'object',
  additionalProperties: false,
  description: 'Which rows and columns are read.',
  properties: {
    input_columns: {
      anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }],
      description: 'Columns that a prompt may use: a list, or names with blanks between them.',
    },
    output_column: { type: ['string', 'null'], description: 'Column with the reference answer.' },
    train_split: { type: 'string', description: 'Split that examples come from. Default train.' },
    test_split: { type: 'string', description: 'Split that is asked. Default test.' },
    train_range: range,
    test_range: range,
  },
} as const;

const inferConfig = {
  type: 'object',
  additionalProperties: false,
  required: ['prompt_template', 'inferencer'],
  description: 'How the model is asked.',
  properties: {
    prompt_template: {
      type: 'object',
      additionalProperties: false,
      required: ['template'],
      properties: {
        type: { enum: ['PromptTemplate', 'RawPromptTemplate'], description: 'Accepted for old configs.' },
        template,
        ice_token: { type: 'string', minLength: 1, description: 'Where the examples go. Default </E>.' },
      },
    },
    ice_template: {
      type: 'object',
      additionalProperties: false,
      required: ['template'],
      description: 'How one example is written.',
      properties: {
        type: { enum: ['PromptTemplate', 'RawPromptTemplate'], description: 'Accepted for old configs.' },
        template,
        ice_token: { type: 'string', minLength: 1, description: 'Where the examples go. Default </E>.' },
      },
    },
    retriever: {
      type: 'object',
      additionalProperties: false,
      required: ['type'],
      description: 'Which examples are shown. Default: none.',
      properties: {
        type: { enum: ['zero', 'ZeroRetriever', 'fix_k', 'FixKRetriever'], description: 'None, or the rows named.' },
        fix_id_list: {
          type: 'array',
          items: { type: 'integer', minimum: 0 },
          description: 'Rows of the train split, from 0.',
        },
      },
    },
    inferencer: {
      type: 'object',
      additionalProperties: false,
      required: ['type'],
      properties: {
        type: { enum: ['gen', 'GenInferencer', 'ppl', 'PPLInferencer'], description: 'Write, or compare labels.' },
        max_out_len: maxOutLen,
        min_out_len: minOutLen,
        batch_size: batchSize,
        stopping_criteria: {
          type: 'array',
          items: { type: 'string', minLength: 1 },
          description: 'Texts that end an answer.',
        },
        labels: {
          type: 'array',
          minItems: 1,
          items: { type: 'string' },
          description: 'Labels to compare, in order. Default: those of the template.',
        },
        scoring: {
          enum: ['full', 'continuation_sum', 'continuation_mean', 'continuation_byte'],
          description: 'What labels are compared by. Default full: the mean over all tokens.',
        },
      },
    },
  },
} as const;

const evalConfig = {
  type: 'object',
  additionalProperties: false,
  required: ['evaluator'],
  description: 'How answers are scored.',
  properties: {
    evaluator: pluginBlock,
    pred_postprocessor: postprocessors,
    dataset_postprocessor: postprocessors,
    num_gpus: gpus,
  },
} as const;

/** Core's keys of a dataset block; all others are options of the dataset plugin. */
export const datasetKeys = {
  type: pluginBlock.properties.type,
  abbr,
  reader_cfg: readerConfig,
  infer_cfg: inferConfig,
  eval_cfg: evalConfig,
} as const;

/** Core's keys of a runner block; all others are options of the runner plugin. */
export const runnerKeys = {
  type: pluginBlock.properties.type,
  max_num_workers: { type: 'integer', minimum: 1, description: 'Most workers at once.' },
  retry: { type: 'integer', minimum: 0, description: 'How often a failed task is tried again. Default 2.' },
  task: {
    type: 'object',
    additionalProperties: false,
    properties: {
      type: {
        enum: ['infer', 'eval', 'OpenICLInferTask', 'OpenICLEvalTask'],
        description: 'Accepted for old configs: the stage says it already.',
      },
    },
  },
  task_time_limit: { type: 'number', exclusiveMinimum: 0, description: 'Seconds that a task may take.' },
  warn_silent_minutes: {
    type: 'number',
    exclusiveMinimum: 0,
    description: 'Warn when nothing is heard from a worker for so long. Default 10.',
  },
  debug: { type: 'boolean', description: 'One task after the other, output to the terminal. Default false.' },
} as const;

const stage = (description: string) =>
  ({
    type: 'object',
    additionalProperties: false,
    description,
    properties: {
      partitioner: { ...pluginBlock, description: 'How the work is cut.' },
      runner: { ...pluginBlock, properties: runnerKeys, description: 'Where the work runs.' },
    },
  }) as const;

const names = { type: 'array', minItems: 1, items: { type: 'string' } } as const;

/** What core itself checks of a config, once names are resolved and bare types spelled out. */
export const configSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['models', 'datasets'],
  properties: {
    models: {
      type: 'array',
      minItems: 1,
      description: 'Models to evaluate: blocks or names.',
      items: { type: 'object', required: ['type'], properties: modelKeys },
    },
    datasets: {
      type: 'array',
      minItems: 1,
      description: 'Datasets to evaluate on: blocks or names.',
      items: { type: 'object', required: ['type', 'infer_cfg'], properties: datasetKeys },
    },
    infer: stage('The models answer.'),
    eval: stage('The answers are scored.'),
    summarizer: { ...pluginBlock, description: 'How the results are shown.' },
    allow_code_execution: {
      type: 'boolean',
      description: 'Whether programs that a model wrote may be run to score them. Default false.',
    },
    work_dir: { type: 'string', minLength: 1, description: 'Folder of the runs, relative to the working directory.' },
    model_dataset_combinations: {
      type: 'array',
      minItems: 1,
      description: 'Which models on which datasets, by abbr. Default: every model on every dataset.',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['models', 'datasets'],
        properties: { models: names, datasets: names },
      },
    },
  },
} as const;
