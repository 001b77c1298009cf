/** The value at `column.key.0`; undefined where there is none. A column whose own name has the dots comes first. */
export function valueAt(from: unknown, path: string): unknown {
  if (!isObject(from)) return undefined;
  if (Object.hasOwn(from, path)) return (from as Record<string, unknown>)[path];
  const dot = path.indexOf('.');
  if (dot < 0) return undefined;
  const key = path.slice(0, dot);
  return Object.hasOwn(from, key) ? valueAt((from as Record<string, unknown>)[key], path.slice(dot + 1)) : undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** A value as text: objects and lists as JSON. */
export function textOf(value: unknown): string {
  return isObject(value) ? JSON.stringify(value) : String(value);
}
