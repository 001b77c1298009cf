import type { EvaluatorPlugin, NestedBlock, Plugin } from 'oc-sdk';

/** The options of a plugin that hold blocks of their own: only evaluators have some. */
export function nestedBlocksOf(plugin: Plugin): Readonly<Record<string, NestedBlock>> {
  return plugin.kind === 'evaluator' ? ((plugin as EvaluatorPlugin).blocks ?? {}) : {};
}

/** Options in two: those that are blocks, which are left alone until they are made, and the others. */
export function splitNested(
  plugin: Plugin,
  options: Readonly<Record<string, unknown>>,
): { readonly nested: Record<string, unknown>; readonly own: Record<string, unknown> } {
  const names = nestedBlocksOf(plugin);
  const entries = Object.entries(options);
  return {
    nested: Object.fromEntries(
      entries.filter(([key]) => Object.hasOwn(names, key)).map(([key, value]) => [key, spelledOut(value)]),
    ),
    own: Object.fromEntries(entries.filter(([key]) => !Object.hasOwn(names, key))),
  };
}

/** A bare type is a block. */
export function spelledOut(block: unknown): unknown {
  return typeof block === 'string' ? { type: block } : block;
}
