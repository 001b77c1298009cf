import { distance } from 'fastest-levenshtein';

/** The candidate that a mistyped word was probably meant to be; undefined where none is near. */
export function suggest(word: string, candidates: readonly string[]): string | undefined {
  const ranked = candidates
    .map((candidate) => ({ candidate, edits: distance(normal(word), normal(candidate)) }))
    .filter(({ candidate, edits }) => edits <= Math.max(1, Math.floor(Math.max(word.length, candidate.length) / 3)))
    .sort((a, b) => a.edits - b.edits);
  return ranked[0]?.candidate;
}

/** Case, dashes and underscores are what people mix up: they cost nothing. */
function normal(text: string): string {
  return text.toLowerCase().replaceAll('-', '_');
}
