import { describe, expect, it } from 'vitest';
import { PAIR_PROMPT } from '../src/pairwise-judge/prompt.ts';
import { verdictIn } from '../src/verdict.ts';

const LETTERS = ['A', 'B', 'C'];

describe('verdictIn', () => {
  it.each([
    ['Verdict: A', 'A'],
    ['It settles on 4.\n\n**Verdict:** **B**', 'B'],
    ['verdict: b.', 'B'],
    ['The verdict is (C).', 'C'],
    ['First I thought\nVerdict: A\nbut no:\nVerdict: B\nThank you', 'B'],
    ['"verdict": "A"\n}', 'A'],
    ['A', 'A'],
    [' **B** ', 'B'],
    ['(C)', 'C'],
    ['A: CORRECT', 'A'],
    ['B. The answer differs.', 'B'],
    ['so \\boxed{A}', 'A'],
    ['so \\boxed{\\text{B}}', 'B'],
    ['<think>Verdict: A</think>\nVerdict: B', 'B'],
  ])('finds in %j the letter %s', (text, letter) => {
    expect(verdictIn(text, LETTERS)).toBe(letter);
  });

  it.each([
    '',
    'As a judge I cannot say.',
    'A student would accept this answer, and so do I, I think.',
    'Verdict: D',
    'Verdict: right',
    'Either A or B.',
    '42',
    '<think>Verdict: A</think>',
    '<think>Verdict: A</think> I am not sure',
    PAIR_PROMPT,
  ])('finds none in %j', (text) => {
    expect(verdictIn(text, LETTERS)).toBeUndefined();
  });

  it('knows only the letters that were asked for', () => {
    expect(verdictIn('Verdict: C', ['A', 'B'])).toBeUndefined();
  });

  it.each([
    'verdict: '.repeat(11_000),
    `verdict${' '.repeat(100_000)}`,
    `Verdict: A${'.'.repeat(100_000)}x`,
    '\\boxed{'.repeat(14_000),
    '*'.repeat(100_000),
    '</think>'.repeat(12_500),
  ])('is soon done with hostile text (case %#)', (text) => {
    const before = performance.now();
    verdictIn(text, LETTERS);
    // Linear work takes a millisecond; what blows up takes minutes: a busy machine is in between.
    expect(performance.now() - before).toBeLessThan(2000);
  });
});
