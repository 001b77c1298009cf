import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { mathVerify } from '../src/index.ts';

interface Case {
  readonly prediction: string;
  readonly reference: string;
  readonly correct: boolean;
}

const path = join(import.meta.dirname, 'fixtures/math-verify.json');
const { cases } = JSON.parse(readFileSync(path, 'utf8')) as { cases: readonly Case[] };

describe('mathVerify', () => {
  it('agrees with Math-Verify on every frozen pair', () => {
    const differing = cases.filter(
      ({ prediction, reference, correct }) => mathVerify(prediction, reference).correct !== correct,
    );
    expect(differing).toEqual([]);
    expect(new Set(cases.map(({ correct }) => correct))).toEqual(new Set([true, false]));
  });

  it.each([
    ['so \\boxed{\\frac{1}{2}}', '0.5'],
    ['The answer is 50%.', '\\frac12'],
    ['\\boxed{2\\sqrt{3}}', '\\sqrt{12}'],
    ['\\boxed{x^2+2x+1}', '(x+1)^2'],
    ['\\boxed{\\{3, 1, 2\\}}', '\\{1,2,3\\}'],
    ['\\boxed{x > 3}', '(3, \\infty)'],
    ['\\boxed{(1, 2]}', '(1,2]'],
    ['It is $1{,}000$.', '1000'],
    ['\\boxed{10\\text{ cm}}', '10'],
    ['\\boxed{x = 5}', '5'],
    ['\\boxed{1\\frac{1}{2}}', '3/2'],
    ['\\boxed{1 \\pm \\sqrt{2}}', '1+\\sqrt2, 1-\\sqrt2'],
    ['\\boxed{\\text{even}}', '\\text{Even}'],
    ['\\boxed{1} and \\boxed{2}', '\\{1, 2\\}'],
    ['\\boxed{7}, that is \\boxed{8}', '8'],
    ['\\boxed{(p, q) = (3, 2)}', '(3,2)'],
    ['\\boxed{-x > -1}', 'x < 1'],
    ['\\boxed{x <= 2}', 'x \\leq 2'],
    ['\\boxed{x = 1/3 \\approx 0.33}', '1/3'],
    ['\\boxed{\\frac{NO}{BO} = 2}', '2'],
    ['\\boxed{2x + 1 = y}', 'y = 2x + 1'],
    ['\\boxed{\\text{(C)}}', 'C'],
    ['\\boxed{n \\cdot (n-1)!}', 'n!'],
    ['\\boxed{\\mathrm{e}^2}', 'e^2'],
  ])('takes %s for %s', (prediction, reference) => {
    expect(mathVerify(prediction, reference).correct).toBe(true);
  });

  it.each([
    ['\\boxed{(1,2)}', '(2,1)'],
    ['\\boxed{(1, 2]}', '[1,2]'],
    ['\\boxed{2^{100}}', '1267650600228229401496703205377'],
    ['\\boxed{0.33}', '1/3'],
    ['\\boxed{x}', 'y'],
    ['\\boxed{1/0}', '0'],
    ['no idea', '5'],
    ['\\boxed{x}', '|x|'],
    ['\\boxed{1:0}', '12:0'],
    ['\\boxed{1}', '2x + z = 1'],
    ['\\boxed{x > 1}', '-x > -1'],
    ['\\boxed{constructor}', '1'],
    ['\\boxed{1}. Or \\boxed{2}', '\\{1, 2\\}'],
  ])('does not take %s for %s', (prediction, reference) => {
    expect(mathVerify(prediction, reference).correct).toBe(false);
  });
});

describe('answers of the library', () => {
  it.each([
    ['\\boxed{5; 10}', '$5$;$10$'],
    ['\\boxed{$1$；$\\frac{8}{9}$}', '1;$\\frac{8}{9}$'],
    ['\\boxed{4-i}', '$4-\\mathrm{i}$'],
    ['\\boxed{\\text{13}}', '13'],
    ['\\boxed{\\textbf{(073) }}', '73'],
    ['\\boxed{B}', '\\boxed{\\text{(B)}}'],
    ['\\boxed{\\frac{1}{6}}', '0.1\\overline{6}'],
    ['\\boxed{\\text{6:00 p.m.}}', '\\text{6:00 p.m.}'],
    ['$\\boxed{\\textcircled{1} \\textcircled{3}}$', '$\\textcircled{1}\\textcircled{3}$'],
  ])('takes %s for %s', (prediction, reference) => {
    expect(mathVerify(prediction, reference).correct).toBe(true);
  });

  it.each([
    ['\\boxed{10}', '$5$;$10$'],
    ['\\boxed{12}', '12 and \\text{C}'],
    ['\\boxed{0.16}', '0.1\\overline{6}'],
    ['\\boxed{C}', '\\text{(B)}'],
  ])('does not take %s for %s', (prediction, reference) => {
    expect(mathVerify(prediction, reference).correct).toBe(false);
  });
});
