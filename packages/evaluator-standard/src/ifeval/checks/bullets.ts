import { SPACE } from '../../python-text.ts';

const INDENT = new RegExp(`^[${SPACE}]*`, 'u');

/** Lines that start with one star, or with a hyphen. */
export function bullets(answer: string): number {
  const lines = answer.split('\n').map((line) => line.replace(INDENT, ''));
  return stars(lines) + lines.filter((line) => line.startsWith('-')).length;
}

/** A star that ends its line takes the line behind with it, star or not: so it is in the reference. */
function stars(lines: readonly string[]): number {
  let count = 0;
  for (let i = 0; i < lines.length; i += 1) {
    const line = lines[i] as string;
    const lone = line === '*' && i + 1 < lines.length;
    if (lone || /^\*[^*]/u.test(line)) count += 1;
    if (lone) i += 1;
  }
  return count;
}
