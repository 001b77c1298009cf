import { type Template, textsOf } from 'oc-plugin-host';

/** Columns that stand for messages of the template. */
export function expandedColumns(template: Template): string[] {
  if (template.form !== 'messages') return [];
  return template.messages.flatMap((entry) =>
    typeof entry !== 'string' && 'expandColumn' in entry ? [entry.expandColumn] : [],
  );
}

/**
 * Words in braces, except where braces are likely to be meant: behind a command of LaTeX (`\boxed{x}`), a raised or
 * lowered sign, a dollar, or another brace.
 */
export function columnsOf(template: Template): string[] {
  if (template.form === 'messages' && template.verbatim) return [];
  const braces = textsOf(template).flatMap((text) => [
    ...text.matchAll(/(\\[A-Za-z]+|[\^_$}{])?\{([A-Za-z_]\w*)\}(\})?/g),
  ]);
  return braces.flatMap(([, before, name, after]) => (before === undefined && !after && name ? [name] : []));
}
