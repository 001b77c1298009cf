/** What the last `\boxed{...}` holds, with its braces balanced; undefined where there is none that is closed. */
export function lastBoxed(text: string): string | undefined {
  const boxed = text.lastIndexOf('\\boxed');
  const start = boxed < 0 ? text.lastIndexOf('\\fbox') : boxed;
  if (start < 0) return undefined;
  const end = closingBrace(text, start);
  const prefix = '\\boxed{';
  return end !== undefined && text.startsWith(prefix, start) ? text.slice(start + prefix.length, end) : undefined;
}

/** Offset of the brace that closes the first one from `start` on. */
export function closingBrace(text: string, start: number): number | undefined {
  let depth = 0;
  for (let i = start; i < text.length; i += 1) {
    const character = text.charAt(i);
    if (character === '{') depth += 1;
    if (character !== '}') continue;
    depth -= 1;
    if (depth === 0) return i;
  }
  return undefined;
}
