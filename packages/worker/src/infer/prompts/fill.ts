import type { Row } from 'oc-sdk';

/** Which columns a template may name, and what stands for those that must not be seen. */
export interface FillOptions {
  /** undefined: every column of the row. */
  readonly columns: readonly string[] | undefined;
  /** Written in place of these columns, whatever the row holds. */
  readonly hidden?: Readonly<Record<string, string>>;
  /** One column after the other, as OpenCompass does: what a column holds may be filled in by a later one. */
  readonly inTurn?: boolean;
}

/**
 * Puts a row's columns in place of `{column}`. One pass: what a column holds is never filled in again. Braces that
 * name no column stay as they are.
 */
export function fill(template: string, row: Row, options: FillOptions): string {
  const { columns, hidden = {} } = options;
  if (!template.includes('{')) return template;
  if (options.inTurn) return fillInTurn(template, row, options);
  return template.replace(/\{([^{}]+)\}/g, (placeholder, name: string) => {
    if (Object.hasOwn(hidden, name)) return hidden[name] as string;
    if (columns !== undefined && !columns.includes(name)) return placeholder;
    return Object.hasOwn(row, name) ? textOf(row[name]) : placeholder;
  });
}

function fillInTurn(template: string, row: Row, { columns, hidden = {} }: FillOptions): string {
  const names = Object.keys(row).filter((name) => columns === undefined || columns.includes(name) || name in hidden);
  return names.reduce((text, name) => text.replaceAll(`{${name}}`, () => hidden[name] ?? textOf(row[name])), template);
}

/** A value as text: what is not text or a number is written as JSON. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
