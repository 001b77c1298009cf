/** A column made of others: declared, never computed by code of a config. `PATH` is `column` or `column.key.0`. */
export type ColumnRule =
  | string
  | ValueRule
  | TemplateRule
  | ListRule
  | EachRule
  | LetterRule
  | LetterOfRule
  | RotateRule
  | ReplaceRule;

/** The value at a path: cut, then trimmed, then mapped. */
export interface ValueRule {
  readonly of: string;
  readonly before?: string;
  readonly before_last?: string;
  readonly after?: string;
  readonly after_last?: string;
  readonly trim?: boolean;
  /** From the value as text to what it becomes. */
  readonly map?: Readonly<Record<string, unknown>>;
  /** What stands for a value that is missing, or not in the map. Without it such a row is an error. */
  readonly otherwise?: unknown;
  /** What stands for an empty text or list: questions without an answer have an empty list of them. */
  readonly if_empty?: unknown;
}

/** A text with `{column}` in it. */
export interface TemplateRule {
  readonly template: string;
}

/** A list as text: every item written by `item`, with `{letter}`, `{number}` and `{value}` (or `{key}` of an object). */
export interface ListRule {
  readonly list: string;
  readonly item?: string;
  readonly join?: string;
}

/** The value at `take` in every item of a list, as a list. */
export interface EachRule {
  readonly each: string;
  readonly take: string;
}

/** A number as a letter, a list of numbers as letters in a row: `first` (0 by default) is A. */
export interface LetterRule {
  readonly letter: string;
  readonly first?: number;
  /** What stands for a list without numbers. Without it such a row is an error. */
  readonly otherwise?: unknown;
}

/** The letter of a value's place in a list. */
export interface LetterOfRule {
  readonly letter_of: string;
  readonly in: string;
}

/** A list (or a list of paths to values), turned by one more place in every row: the right one does not always come first. */
export interface RotateRule {
  readonly rotate: string | readonly string[];
}

/** A text with every `text` in it replaced by a template. */
export interface ReplaceRule {
  readonly replace: string;
  readonly text: string;
  readonly with: string;
}

const path = { type: 'string', minLength: 1 } as const;
const text = { type: 'string' } as const;

function rule<const Required extends readonly string[], const Properties>(required: Required, properties: Properties) {
  return { type: 'object', additionalProperties: false, required, properties } as const;
}

/** JSON Schema of {@link ColumnRule}. */
export const columnRuleSchema = {
  anyOf: [
    path,
    rule(['of'], {
      of: path,
      before: path,
      before_last: path,
      after: path,
      after_last: path,
      trim: { type: 'boolean' },
      map: { type: 'object' },
      otherwise: {},
      if_empty: {},
    }),
    rule(['template'], { template: text }),
    rule(['list'], { list: path, item: text, join: text }),
    rule(['each', 'take'], { each: path, take: path }),
    rule(['letter'], { letter: path, first: { type: 'integer' }, otherwise: {} }),
    rule(['letter_of', 'in'], { letter_of: path, in: path }),
    rule(['rotate'], { rotate: { anyOf: [path, { type: 'array', items: path, minItems: 1 }] } }),
    rule(['replace', 'text', 'with'], { replace: path, text: path, with: text }),
  ],
} as const;
