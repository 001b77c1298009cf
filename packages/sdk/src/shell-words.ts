/** A text as one word of a POSIX shell, whatever it holds. A null character is none of a word's. */
export function shellWord(text: string): string {
  if (/^[\w@%+=:,./-]+$/.test(text)) return text;
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** A command to paste into a shell, on one line, its variables first: what `describe` of a runner is made of. */
export function describeCommand(command: readonly string[], env: Readonly<Record<string, string>> = {}): string {
  const assignments = Object.entries(env).map(([name, value]) => `${name}=${describeWord(value)}`);
  return [...assignments, ...command.map(describeWord)].join(' ');
}

/** A word to paste, with control characters as `$'\n'`, so that it stays on one line. */
export function describeWord(text: string): string {
  if (!/\p{Cc}/u.test(text)) return shellWord(text);
  return `$'${text.replace(/[\\']/g, '\\$&').replace(/\p{Cc}/gu, escapeControl)}'`;
}

function escapeControl(character: string): string {
  if (character === '\n') return '\\n';
  if (character === '\t') return '\\t';
  const code = character.charCodeAt(0);
  return code < 0x80 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}
