import { createHash } from 'node:crypto';

/** Hex digits of the SHA-256 of a value as JSON, keys in order: the same for equal values. Undefined counts as absent. */
export function canonicalHash(value: unknown, digits: number): string {
  return createHash('sha256').update(canonical(value)).digest('hex').slice(0, digits);
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value)
    .filter(([, entry]) => entry !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, entry]) => `${JSON.stringify(key)}:${canonical(entry)}`).join(',')}}`;
}
