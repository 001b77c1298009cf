/** How rows are asked: with options or without, in one order of the options or in four. */
export const DATA_TYPES = ['mcq', 'qa', 'circular-mcq'] as const;
export type DataType = (typeof DATA_TYPES)[number];

export const INFER_METHODS = ['gen', 'ppl'] as const;
export type InferMethod = (typeof INFER_METHODS)[number];

/** What may be said of a data file beside its path: in the config, or in a `.meta.json` beside the file. */
export interface CustomSettings {
  readonly abbr?: string;
  readonly data_type?: DataType;
  readonly infer_method?: InferMethod;
  readonly human_prompt?: string;
  readonly bot_prompt?: string;
  readonly template?: unknown;
  readonly input_columns?: string | readonly string[];
  readonly output_column?: string | null;
  readonly options?: readonly string[];
  readonly test_range?: string | number;
  readonly evaluator?: string | Readonly<Record<string, unknown>>;
  readonly evaluator_kwargs?: Readonly<Record<string, unknown>>;
}

const text = (description: string) => ({ type: 'string', minLength: 1, description }) as const;

export const settingsKeys = {
  data_type: { enum: DATA_TYPES, description: 'Questions with options or without. Default: what the columns say.' },
  infer_method: { enum: INFER_METHODS, description: 'Write, or compare. Default gen.' },
  human_prompt: text('What the user says.'),
  bot_prompt: text('What the answer looks like.'),
  template: { description: 'Instead of both prompts: a prompt_template.' },
  input_columns: { anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }] },
  output_column: { type: ['string', 'null'], description: 'The column with the answer. Default answer.' },
  options: {
    type: 'array',
    minItems: 2,
    uniqueItems: true,
    items: { type: 'string', pattern: '^[A-Z]$' },
    description: 'The columns with the options. Default: A, B and so on, as far as there are some.',
  },
  test_range: { type: ['string', 'number'], description: 'Which rows.' },
  evaluator: { type: ['string', 'object'], description: 'How answers are scored.' },
  evaluator_kwargs: { type: 'object', description: 'Options of the evaluator.' },
} as const;

/** Keys that are no options of a reader. */
export const SETTINGS = Object.keys(settingsKeys);

export const settingsSchema = { type: 'object', properties: settingsKeys } as const;
