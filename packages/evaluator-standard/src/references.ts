import { textOf } from './python-text.ts';

/** The references of a sample as texts: a list has several, anything else is the only one. */
export function referencesOf(reference: unknown): string[] {
  return (Array.isArray(reference) ? reference : [reference]).map(textOf);
}
