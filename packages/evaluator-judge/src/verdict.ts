/**
 * The letter that a judge settles on; undefined where it names none, or none of those asked for. Reasoning before
 * `</think>` does not count. Looked for in this order: the last `Verdict: X` (in any markup), a text that is nothing
 * but the letter, a first line that begins with the letter and a mark (`A: CORRECT`), `\boxed{X}`.
 */
export function verdictIn(reply: string, letters: readonly string[]): string | undefined {
  const text = reply
    .slice(reply.lastIndexOf('</think>') + 1)
    .replace(/^\/think>/, '')
    .trim();
  const found = saidVerdict(text) ?? bareLetter(text) ?? firstLetter(text) ?? boxed(text);
  return found !== undefined && letters.includes(found) ? found : undefined;
}

function saidVerdict(text: string): string | undefined {
  // Its line ends there: a judge that only repeats what it was told says no verdict.
  const pattern = /\bverdict\b["'*_`\s]{0,8}(?::|=|is\b)["'*_`\s([]{0,8}([A-Z])[^\p{L}\p{N}\n]*$/gimu;
  const all = [...text.matchAll(pattern)];
  return all.at(-1)?.[1]?.toUpperCase();
}

function bareLetter(text: string): string | undefined {
  return text.length <= 20 ? /^[^\p{L}\p{N}]*([A-Z])[^\p{L}\p{N}]*$/u.exec(text)?.[1] : undefined;
}

function firstLetter(text: string): string | undefined {
  return /^["'*_`([]{0,4}([A-Z])["'*_`]{0,4}[:.)\]]/.exec(text)?.[1];
}

function boxed(text: string): string | undefined {
  return /\\boxed\{\s{0,4}(?:\\text\{)?([A-Z])\b/.exec(text.slice(text.lastIndexOf('\\boxed')))?.[1];
}
