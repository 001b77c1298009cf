import type { Row } from 'oc-sdk';
import { columnUnderivable, type Place } from '../errors.ts';
import { derive } from './derive.ts';
import { type ColumnRule, columnRuleSchema } from './rule.ts';
import { textOf, valueAt } from './value-at.ts';

/** The options of every reader that say what becomes of a row. */
export const shapeOptions = {
  columns: {
    type: 'object',
    additionalProperties: columnRuleSchema,
    description:
      'Columns made of those of the file, in this order: a path (choices.text.0), or a rule: of/map, template, list, each, letter, letter_of, rotate, replace.',
  },
  where: {
    type: 'object',
    additionalProperties: {
      anyOf: [
        { type: ['string', 'number', 'boolean'] },
        { type: 'array', items: { type: ['string', 'number', 'boolean'] } },
      ],
    },
    description: 'Only rows whose columns have these values: one or a list; * in a text stands for anything.',
  },
} as const;

export interface ShapeOptions {
  readonly columns?: Readonly<Record<string, unknown>> | undefined;
  readonly where?: Readonly<Record<string, unknown>> | undefined;
}

/** What becomes of the rows of a file. */
export interface Shape {
  /** False: every row is wanted. */
  readonly filters: boolean;
  matches(row: Row): boolean;
  /** The row with its new columns. Throws `DATASET_COLUMN_UNDERIVABLE`. */
  derive(row: Row, index: number, place: Place): Row;
  /** Text that differs where the rows would; empty where they are those of the file. */
  readonly key: string;
}

export function shapeOf({ columns = {}, where = {} }: ShapeOptions): Shape {
  const conditions = Object.entries(where).map(([path, wanted]) => [path, [wanted].flat().map(String)] as const);
  const rules = Object.entries(columns) as [string, ColumnRule][];
  return {
    filters: conditions.length > 0,
    matches: (row) => conditions.every(([path, wanted]) => wanted.some((text) => fits(valueAt(row, path), text))),
    derive: (row, index, place) => rules.reduce((made, each) => withColumn(made, each, index, place), row),
    key: conditions.length + rules.length === 0 ? '' : JSON.stringify([rules, conditions]),
  };
}

function withColumn(row: Row, [name, rule]: [string, ColumnRule], index: number, place: Place): Row {
  const made = derive(rule, row, index);
  if ('problem' in made) throw columnUnderivable(place, name, made.problem, Object.keys(row));
  return { ...row, [name]: made.value };
}

/** One `*` stands for anything. */
function fits(value: unknown, wanted: string): boolean {
  const text = textOf(value);
  const star = wanted.indexOf('*');
  if (star < 0) return text === wanted;
  const [start, end] = [wanted.slice(0, star), wanted.slice(star + 1)];
  return text.length >= start.length + end.length && text.startsWith(start) && text.endsWith(end);
}
