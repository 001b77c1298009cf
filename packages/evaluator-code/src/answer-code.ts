/** What a model's answer may be as a program, the likeliest first. */
export function codeIn(answer: unknown): string[] {
  const text = typeof answer === 'string' ? answer : String(answer ?? '');
  const marked = between(text, '[BEGIN]', '[DONE]') ?? before(text, '[DONE]') ?? text;
  const readings = [marked, fenced(marked)].flatMap((code) => (code === undefined ? [] : [code, unquoted(code)]));
  return [...new Set(readings.filter((code) => code !== undefined))];
}

/** Text between the first start mark and the next end mark, or the end of the text. */
function between(text: string, start: string, end: string): string | undefined {
  const from = text.indexOf(start);
  if (from < 0) return undefined;
  const rest = text.slice(from + start.length);
  return before(rest, end) ?? rest;
}

function before(text: string, mark: string): string | undefined {
  const at = text.indexOf(mark);
  return at < 0 ? undefined : text.slice(0, at);
}

/** The first fenced block, without the language named behind the fence. */
function fenced(text: string): string | undefined {
  const block = between(text, '```', '```');
  const lineEnd = block?.indexOf('\n') ?? -1;
  return block === undefined || lineEnd < 0 ? block : block.slice(lineEnd + 1);
}

/** Few-shot prompts of MBPP show programs in quotes. */
function unquoted(code: string): string | undefined {
  const trimmed = code.trim();
  const quote = trimmed[0];
  const isQuoted = (quote === "'" || quote === '"') && trimmed.length > 1 && trimmed.endsWith(quote);
  return isQuoted ? trimmed.slice(1, -1) : undefined;
}
