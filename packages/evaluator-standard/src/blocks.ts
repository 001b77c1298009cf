export interface Block {
  /** Offset of the start mark, and of what is behind the end mark. */
  readonly start: number;
  readonly end: number;
  readonly inner: string;
}

/** Everything from a start mark to the next end mark, without overlaps. Linear in the text, whatever it holds. */
export function blocks(text: string, startMark: string, endMark: string): Block[] {
  const found: Block[] = [];
  let start = text.indexOf(startMark);
  while (start >= 0) {
    const inner = start + startMark.length;
    const close = text.indexOf(endMark, inner);
    if (close < 0) break;
    const end = close + endMark.length;
    found.push({ start, end, inner: text.slice(inner, close) });
    start = text.indexOf(startMark, end);
  }
  return found;
}
