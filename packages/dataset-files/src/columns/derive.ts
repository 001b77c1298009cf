import type { Row } from 'oc-sdk';
import type { ColumnRule, EachRule, LetterRule, ListRule, ReplaceRule, RotateRule, ValueRule } from './rule.ts';
import { textOf, valueAt } from './value-at.ts';

/** Why a column cannot be made of a row. */
export interface Underivable {
  readonly problem: string;
}

/** A value, or why there is none. */
type Derived = { readonly value: unknown } | Underivable;

/**
 * The value of a new column.
 *
 * @param index position of the row in its split
 */
export function derive(rule: ColumnRule, row: Row, index: number): Derived {
  if (typeof rule === 'string') return valueBy({ of: rule }, row);
  if ('of' in rule) return valueBy(rule, row);
  if ('template' in rule) return { value: fill(rule.template, row) };
  if ('list' in rule) return listOf(rule, row);
  if ('each' in rule) return eachOf(rule, row);
  if ('letter' in rule) return lettersAt(rule, row);
  if ('letter_of' in rule) return letterOf(valueAt(row, rule.letter_of), rule.in, row);
  if ('rotate' in rule) return rotated(rule, row, index);
  return replaced(rule, row);
}

function valueBy(rule: ValueRule, row: Row): Derived {
  const found = valueAt(row, rule.of);
  if (found === undefined || found === null) return otherwise(rule, `there is no "${rule.of}"`);
  const cut = cutOf(rule, found);
  if (cut === undefined) return otherwise(rule, `nothing to cut "${rule.of}" at`);
  const value = rule.trim ? textOf(cut).trim() : cut;
  if (rule.if_empty !== undefined && isEmpty(value)) return { value: rule.if_empty };
  if (rule.map === undefined) return { value };
  const key = textOf(value);
  if (Object.hasOwn(rule.map, key)) return { value: rule.map[key] };
  return otherwise(rule, `"${rule.of}" is ${JSON.stringify(key)}, which is not in its map (${Object.keys(rule.map)})`);
}

function otherwise(rule: ValueRule, problem: string): Derived {
  return rule.otherwise === undefined ? { problem } : { value: rule.otherwise };
}

function isEmpty(value: unknown): boolean {
  return value === '' || (Array.isArray(value) && value.length === 0);
}

/** Undefined: a text to cut at is not there. */
function cutOf({ before, before_last, after, after_last }: ValueRule, value: unknown): unknown {
  const marks = [before, before_last, after, after_last];
  if (marks.every((mark) => mark === undefined)) return value;
  const text = textOf(value);
  const end = before === undefined ? lastIn(text, before_last, text.length) : text.indexOf(before);
  const mark = after ?? after_last;
  const start = after === undefined ? lastIn(text, after_last, 0) : text.indexOf(after);
  if (end < 0 || start < 0) return undefined;
  return text.slice(mark === undefined ? 0 : start + mark.length, end);
}

function lastIn(text: string, mark: string | undefined, none: number): number {
  return mark === undefined ? none : text.lastIndexOf(mark);
}

function listOf({ list, item = '{value}', join = '\n' }: ListRule, row: Row): Derived {
  const items = valueAt(row, list);
  if (!Array.isArray(items)) return { problem: `"${list}" is no list` };
  const texts = items.map((value: unknown, place) => {
    const own = { letter: letter(place), number: String(place + 1), value };
    return fill(item, typeof value === 'object' && value !== null ? { ...value, ...own } : own);
  });
  return { value: texts.join(join) };
}

function eachOf({ each, take }: EachRule, row: Row): Derived {
  const items = valueAt(row, each);
  if (!Array.isArray(items)) return { problem: `"${each}" is no list` };
  const values = items.map((item) => valueAt(item, take));
  const missing = values.indexOf(undefined);
  return missing < 0 ? { value: values } : { problem: `there is no "${each}.${missing}.${take}"` };
}

/** Of several numbers the letters in a row: `[0, 2]` is AC. */
function lettersAt({ letter: path, first = 0, otherwise: none }: LetterRule, row: Row): Derived {
  const places = [valueAt(row, path)].flat();
  if (places.length === 0) return none === undefined ? { problem: `"${path}" is an empty list` } : { value: none };
  const letters = places.map((place) => letterAt(Number(place) - first, path));
  const problem = letters.find((made) => 'problem' in made);
  return problem ?? { value: letters.map((made) => ('value' in made ? made.value : '')).join('') };
}

function letterAt(place: number, path: string): Derived {
  const isPlace = Number.isInteger(place) && place >= 0 && place < 26;
  return isPlace ? { value: letter(place) } : { problem: `"${path}" is no place in the alphabet` };
}

function letterOf(wanted: unknown, path: string, row: Row): Derived {
  const items = valueAt(row, path);
  if (!Array.isArray(items)) return { problem: `"${path}" is no list` };
  const place = items.findIndex((item) => textOf(item) === textOf(wanted));
  return place < 0 ? { problem: `"${path}" does not hold ${JSON.stringify(wanted)}` } : letterAt(place, path);
}

function rotated({ rotate }: RotateRule, row: Row, index: number): Derived {
  const values = typeof rotate === 'string' ? valueAt(row, rotate) : rotate.map((path) => valueAt(row, path));
  if (!Array.isArray(values)) return { problem: `"${rotate}" is no list` };
  const missing = typeof rotate === 'string' ? -1 : values.indexOf(undefined);
  if (missing >= 0) return { problem: `there is no "${rotate[missing]}"` };
  return { value: values.map((_, place) => values[(place + index) % values.length]) };
}

function replaced({ replace, text, with: template }: ReplaceRule, row: Row): Derived {
  const found = valueAt(row, replace);
  return typeof found === 'string'
    ? { value: found.replaceAll(text, () => fill(template, row)) }
    : { problem: `"${replace}" is no text` };
}

/** Braces that name nothing stay. */
function fill(template: string, row: Row): string {
  return template.replace(/\{([^{}]+)\}/g, (braces, path: string) => {
    const value = valueAt(row, path);
    return value === undefined || value === null ? braces : textOf(value);
  });
}

function letter(place: number): string {
  return String.fromCharCode('A'.charCodeAt(0) + place);
}
