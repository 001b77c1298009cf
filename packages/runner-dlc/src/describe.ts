import { shellWord } from './shell.ts';

/** A command to paste into a shell, on one line. */
export function describeCommand(command: readonly string[]): string {
  return command.map(oneLineWord).join(' ');
}

/** Control characters as `$'\n'`, so that it stays one line. */
export function oneLineWord(text: string): string {
  if (!/\p{Cc}/u.test(text)) return shellWord(text);
  return `$'${text.replace(/[\\']/g, '\\$&').replace(/\p{Cc}/gu, escapeControl)}'`;
}

function escapeControl(character: string): string {
  if (character === '\n') return '\\n';
  const code = character.charCodeAt(0);
  return code < 0x80 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}
