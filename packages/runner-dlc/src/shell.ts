/** A text as one word of a POSIX shell, whatever it holds. A null character is none of a word's. */
export function shellWord(text: string): string {
  if (/^[\w@%+=:,./-]+$/.test(text)) return text;
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
