import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { ROOT } from '../../support/doc-pages.ts';

type Entry = Readonly<Record<string, string>>;

/** The worked examples of a config: what is asked and what is answered. */
function examplesOf(config: string): { name: string; question: string; answer: string }[] {
  const { for_each } = parse(readFileSync(join(ROOT, 'configs/datasets/bbh', `${config}.yaml`), 'utf8'));
  return (for_each as Entry[]).flatMap((entry) =>
    [1, 2, 3].map((i) => ({
      name: `${entry.name}, example ${i}`,
      question: entry[`q${i}`] ?? '',
      answer: entry[`a${i}`] ?? '',
    })),
  );
}

/** What an example settles on: said once, in its last line. */
function settled(answer: string): string | undefined {
  return answer.split('answer is').length === 2 ? /\nSo the answer is (.+)\.$/.exec(answer)?.[1] : undefined;
}

describe('the worked examples of BIG-Bench Hard', () => {
  it.each(examplesOf('bbh_mcq_gen'))('$name settles on one of its options', ({ question, answer }) => {
    const letters = [...question.matchAll(/^(\([A-Z]\)) \S/gm)].map(([, letter]) => letter);
    expect(letters.length).toBeGreaterThan(1);
    expect(letters).toContain(settled(answer));
  });

  it.each(examplesOf('bbh_freeform_gen'))('$name settles on an answer', ({ question, answer }) => {
    const choices = [...question.matchAll(/^- (\S+)$/gm)].map(([, choice]) => choice);
    expect(settled(answer)).toBeDefined();
    if (choices.length > 0) expect(choices).toContain(settled(answer));
  });

  it('sort words, close brackets and count as they say', () => {
    const of = (task: string) => examplesOf('bbh_freeform_gen').filter(({ name }) => name.startsWith(task));
    for (const { question, answer } of of('word_sorting')) {
      const words = question.split('List: ')[1]?.split(' ') ?? [];
      expect(settled(answer)).toBe(words.toSorted().join(' '));
    }
    for (const { question, answer } of of('dyck_languages'))
      expect(emptied(`${question.split('Input: ')[1]} ${settled(answer)}`)).toBe('');
    for (const { answer } of of('object_counting')) {
      const [, sum = ''] = /\n([\d +]+) = \d+\n/.exec(answer) ?? [];
      expect(settled(answer)).toBe(`${sum.split(' + ').reduce((total, count) => total + Number(count), 0)}`);
    }
  });
});

/** A sequence of brackets without the pairs that close each other. */
function emptied(sequence: string): string {
  const text = sequence.replaceAll(' ', '');
  const shorter = text.replaceAll(/\(\)|\[\]|\{\}|<>/g, '');
  return shorter === text ? text : emptied(shorter);
}
