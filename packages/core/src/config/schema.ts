import { INFERENCER_NAMES, RETRIEVER_NAMES } from 'oc-plugin-host';

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

const text = (description: string) => ({ type: 'string', description }) as const;
const someText = (description: string) => ({ type: 'string', minLength: 1, description }) as const;

/** An entry of a list of messages: a message, the messages of a column, or the ice_token. */
const messageEntry = {
  anyOf: [
    { type: 'string' },
    {
      type: 'object',
      additionalProperties: false,
      required: ['role'],
      properties: {
        role: { enum: ['system', 'user', 'assistant', 'SYSTEM', 'HUMAN', 'BOT'], description: 'Who speaks.' },
        content: text('What is said, with {column} for a column of the row.'),
        prompt: text('The same as content.'),
      },
    },
    {
      type: 'object',
      additionalProperties: false,
      required: ['expand_column'],
      properties: { expand_column: someText('A column that holds a list of messages, which stand here.') },
    },
  ],
} as const;

const turn = {
  type: 'object',
  additionalProperties: false,
  required: ['role'],
  properties: {
    role: someText("Who speaks, by a name that the model's meta_template knows: HUMAN, BOT, SYSTEM."),
    prompt: text('What is said, with {column} for a column of the row.'),
    content: text('The same as prompt.'),
    fallback_role: someText('The role that speaks where the model does not know the first.'),
    begin: text("In front of what is said, instead of what the model's meta_template has there."),
    end: text("Behind what is said, instead of what the model's meta_template has there."),
  },
} as const;

const items = { type: 'array', items: { anyOf: [{ type: 'string' }, turn] } } as const;
const frame = { anyOf: [{ type: 'string' }, turn, items] } as const;

const oneTemplate = [
  { type: 'string' },
  { type: 'array', minItems: 1, items: messageEntry },
  {
    type: 'object',
    additionalProperties: false,
    required: ['round'],
    properties: {
      begin: { ...frame, description: 'In front of the turns: an instruction, and the ice_token.' },
      round: { ...items, minItems: 1, description: 'The turns.' },
      end: { ...frame, description: 'Behind the turns, where nothing is to be written.' },
    },
  },
] as const;

const template = {
  description: 'A text with {column}, a list of messages, {begin, round, end}, or one of these for every label.',
  anyOf: [...oneTemplate, { type: 'object', minProperties: 1, additionalProperties: { anyOf: oneTemplate } }],
} as const;

const templateBlock = {
  type: 'object',
  additionalProperties: false,
  anyOf: [{ required: ['template'] }, { required: ['messages'] }],
  properties: {
    type: { enum: ['PromptTemplate', 'RawPromptTemplate'], description: 'Accepted for old configs.' },
    template: { $ref: '#/definitions/template' },
    messages: {
      type: 'array',
      minItems: 1,
      items: messageEntry,
      description: 'The same as a template that is a list.',
    },
    format_variables: { type: 'boolean', description: 'Whether {column} stands for a column. Default true.' },
    ice_token: someText('Where the examples go. Default </E>.'),
    sep_token: someText('Where the answer begins in the text of a label, for normalizing_str.'),
    literal_braces: { type: 'boolean', description: 'Braces around no column are text, not a mistake. Default false.' },
  },
} as const;

const metaRole = {
  type: 'object',
  additionalProperties: false,
  required: ['role'],
  properties: {
    role: someText('The name that turns of prompts go by.'),
    api_role: {
      enum: ['HUMAN', 'BOT', 'SYSTEM', 'user', 'assistant', 'system'],
      description: 'The role of the message, for models that take messages.',
    },
    begin: text('In front of what it says.'),
    prompt: text('What it says in a round that has nothing for it.'),
    end: text('Behind what it says.'),
    generate: { type: 'boolean', description: 'The model writes the turns of this role. Default false.' },
  },
} as const;

const metaTemplate = {
  type: ['object', 'null'],
  additionalProperties: false,
  required: ['round'],
  description: 'How the turns of a prompt become the text, or the messages, that the model was trained with.',
  properties: {
    round: {
      type: 'array',
      minItems: 1,
      items: { anyOf: [{ type: 'string' }, metaRole] },
      description: 'The roles of a round, in order.',
    },
    reserved_roles: { type: 'array', items: metaRole, description: 'Roles that speak outside of rounds: SYSTEM.' },
    begin: {
      anyOf: [{ type: 'string' }, metaRole, { type: 'array', items: metaRole }],
      description: 'In front of everything: a text, or turns where roles have an api_role.',
    },
    end: text('Behind everything that is scored.'),
    eos_token_id: {
      anyOf: [
        { type: 'integer', minimum: 0 },
        { type: 'array', minItems: 1, items: { type: 'integer', minimum: 0 } },
      ],
      description: 'Tokens, by their ids, that end an answer besides those of the model.',
    },
  },
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
  meta_template: metaTemplate,
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
  required: ['inferencer'],
  anyOf: [{ required: ['prompt_template'] }, { required: ['ice_template'] }],
  description: 'How the model is asked.',
  properties: {
    prompt_template: { ...templateBlock, description: 'The prompt. Default: the ice_template.' },
    ice_template: { ...templateBlock, description: 'How one example is written.' },
    retriever: {
      type: 'object',
      additionalProperties: false,
      required: ['type'],
      description: 'Which examples are shown. Default: none.',
      properties: {
        type: { enum: Object.keys(RETRIEVER_NAMES), description: 'How they are chosen.' },
        fix_id_list: {
          type: 'array',
          items: { type: 'integer', minimum: 0 },
          description: 'fix_k: rows of the train split, from 0.',
        },
        ice_num: { type: 'integer', minimum: 1, description: 'How many examples. Default 1.' },
        k: { type: 'integer', minimum: 1, description: 'sliding_window: how many examples.' },
        seed: { type: 'integer', description: 'random, mdl: another seed draws others. Default 43, for mdl 1.' },
        embeddings: { ...pluginBlock, description: 'topk, dpp, votek, mdl: the model that embeds texts.' },
        scorer: { ...pluginBlock, description: 'mdl: the model whose surprise at labels decides.' },
        select_time: { type: 'integer', minimum: 1, description: 'mdl: choices that are compared. Default 5.' },
        candidate_num: {
          type: 'integer',
          minimum: 1,
          description: 'dpp, mdl: how many of the nearest to choose among.',
        },
        scale_factor: { type: 'number', exclusiveMinimum: 0, description: 'dpp: weight of variety. Default 0.1.' },
        votek_k: { type: 'integer', minimum: 1, description: 'votek: neighbours that a row votes for. Default 3.' },
        ice_separator: text('Between examples that are texts. Default: a line break.'),
        ice_eos_token: text('Behind the last of them. Default: a line break.'),
      },
    },
    inferencer: {
      type: 'object',
      additionalProperties: false,
      required: ['type'],
      properties: {
        type: { enum: Object.keys(INFERENCER_NAMES), description: 'Write, or compare.' },
        max_out_len: maxOutLen,
        min_out_len: minOutLen,
        batch_size: batchSize,
        stopping_criteria: {
          type: 'array',
          items: { type: 'string', minLength: 1 },
          description: 'Texts that end an answer.',
        },
        infer_mode: {
          enum: ['last', 'every', 'every_with_gt'],
          description: 'chat: which turns of the assistant are written. Default last.',
        },
        sc_size: { type: 'integer', minimum: 1, description: 'sc: answers to each prompt. Default 1.' },
        generation_kwargs: { type: 'object', description: 'sc: how they are drawn, as for the model.' },
        labels: {
          type: 'array',
          minItems: 1,
          items: { type: 'string' },
          description: 'ppl, ll: labels to compare, in order. Default: those of the template.',
        },
        scoring: {
          enum: ['full', 'continuation_sum', 'continuation_mean', 'continuation_byte'],
          description: 'ppl: what labels are compared by. Default full: the mean over all tokens.',
        },
        normalizing_str: someText('ppl: the text behind which answers are scored too, to take that off.'),
        cont_column: someText('ll: the column with the text whose likelihood counts. Default cont.'),
        choices: {
          type: 'array',
          minItems: 1,
          items: { type: 'string', minLength: 1 },
          description: 'clp: the choices.',
        },
        choices_column: someText('clp: the column with the choices. Default choices.'),
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
    pred_role: {
      type: 'string',
      description: "The role of the model's meta template whose text is the answer, cut out by its begin and end.",
    },
    extractions: {
      type: 'array',
      minItems: 1,
      description: 'Several ways to read the same answers, each with its own metrics.',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['name'],
        properties: {
          name: { type: 'string', pattern: '^[^()]+$', description: 'Stands behind its metrics: accuracy (strict).' },
          evaluator: { ...pluginBlock, description: 'Instead of that of eval_cfg.' },
          pred_postprocessor: { ...postprocessors, description: 'Applied after those of eval_cfg.' },
        },
      },
    },
    num_gpus: gpus,
  },
} as const;

/** Core's keys of a dataset block; all others are options of the dataset plugin. */
export const datasetKeys = {
  type: pluginBlock.properties.type,
  abbr,
  n: { type: 'integer', minimum: 1, description: 'How often each sample is asked. Default 1.' },
  k: {
    anyOf: [
      { type: 'integer', minimum: 1 },
      { type: 'array', minItems: 1, uniqueItems: true, items: { type: 'integer', minimum: 1 } },
    ],
    description: 'For pass@k and G-Pass@k: how many of the n answers are drawn; one number or several. Default 1.',
  },
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
  // Said once: it stands in several places, and each would be compiled.
  definitions: { template },
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
    compat: {
      enum: ['opencompass'],
      description: 'Do as OpenCompass does where oc-core does better: for comparing with its scores.',
    },
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
