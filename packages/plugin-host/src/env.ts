/** What came of {@link expandEnv}. */
export interface ExpandedEnv<Value> {
  readonly value: Value;
  /** References to variables that are not set and have no default, and where they stand. */
  readonly missing: readonly { readonly name: string; readonly path: readonly (string | number)[] }[];
  /** Every variable that is referred to, set or not, each once. */
  readonly names: readonly string[];
}

const REFERENCE = /\$\$\{env:|\$\{env:([^}]*)\}/g;

/**
 * Replaces `${env:NAME}` and `${env:NAME:-default}` in all texts of a value, however deep; keys stay. The default
 * stands in for a variable that is not set or empty. `$${env:` is the text `${env:`. A reference without a value
 * stays as it is and is reported. The value given is not changed.
 */
export function expandEnv<Value>(value: Value, env: Readonly<Record<string, string | undefined>>): ExpandedEnv<Value> {
  const missing: { name: string; path: (string | number)[] }[] = [];
  const names = new Set<string>();

  function expand(node: unknown, path: (string | number)[]): unknown {
    if (typeof node === 'string') return node.replace(REFERENCE, (text, inner?: string) => replace(text, inner, path));
    if (Array.isArray(node)) return node.map((item, index) => expand(item, [...path, index]));
    if (typeof node !== 'object' || node === null) return node;
    return Object.fromEntries(Object.entries(node).map(([key, item]) => [key, expand(item, [...path, key])]));
  }

  function replace(text: string, inner: string | undefined, path: (string | number)[]): string {
    if (inner === undefined) return text.slice(1);
    const at = inner.indexOf(':-');
    const name = at < 0 ? inner : inner.slice(0, at);
    names.add(name);
    const set = Object.hasOwn(env, name) ? env[name] : undefined;
    const found = at < 0 ? set : set || inner.slice(at + 2);
    if (found === undefined) missing.push({ name, path });
    return found ?? text;
  }

  return { value: expand(value, []) as Value, missing, names: [...names] };
}
