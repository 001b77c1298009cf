import { bySample, defineEvaluator } from 'oc-sdk';
import { referenceInvalid } from '../errors.ts';
import { textOf } from '../python-text.ts';
import { percent, verdictsScorer } from '../sample-evaluator.ts';

const LETTERS = ['A', 'B', 'C', 'D'] as const;
const ORIGINAL = 'ABCD';
const ROTATIONS: readonly string[] = [ORIGINAL, 'BCDA', 'CDAB', 'DABC'];

type Answer = {
  readonly question: string;
  readonly pred: string;
  readonly answer: string;
  readonly rotation: string;
  readonly correct: boolean;
};

/**
 * Multiple choice with the options in four orders; a reference is `QUESTION--LETTER--ROTATION`. For i = 1 (the original
 * order) and 4: `acc_i`, the share of right answers; `more_i_j`, of questions with j or more right; `perf_i`, with all
 * right; `vote_i`, whose most frequent answer is right. `prior_X`: the share of each letter. In percent.
 */
export default defineEvaluator({
  name: 'circular',
  summary: 'Multiple choice with the options in four orders.',
  optionsSchema: { type: 'object', additionalProperties: false, properties: {} },
  create: () =>
    bySample(() => verdictsScorer(({ prediction, reference }) => answerOf(prediction, reference), metricsOf)),
});

function answerOf(prediction: unknown, reference: unknown): Answer {
  const [question, answer, rotation, ...more] = textOf(reference).split('--');
  const known = answer !== undefined && LETTERS.includes(answer as 'A') && /^[A-D]{4}$/.test(rotation ?? '');
  if (question === undefined || !known || more.length > 0) {
    throw referenceInvalid('circular', reference, 'QUESTION--LETTER--ROTATION, such as 17--B--CDAB');
  }
  const pred = textOf(prediction);
  return { question, pred, answer, rotation: rotation as string, correct: pred === answer };
}

function metricsOf(answers: readonly Answer[]): Record<string, number> {
  const questions = new Map<string, Answer[]>();
  for (const answer of answers) questions.set(answer.question, [...(questions.get(answer.question) ?? []), answer]);
  const sizes: readonly (readonly [number, readonly string[]])[] = [
    [1, [ORIGINAL]],
    [4, ROTATIONS],
  ];
  const groups = sizes.map(([size, orders]) => {
    const asked = [...questions.values()].map((all) => all.filter(({ rotation }) => orders.includes(rotation)));
    return { size, asked, right: asked.map((all) => all.filter(({ correct }) => correct).length) };
  });
  const accuracies = groups
    .toReversed()
    .map(({ size, right }) => [`acc_${size}`, accuracy(right, size, answers.length)]);
  const more = groups.flatMap(({ size, right }) =>
    Array.from({ length: size + 1 }, (_, j) => [`more_${size}_${j}`, percent(right, (count) => Number(count >= j))]),
  );
  const perfect = groups.map(({ size, right }) => [`perf_${size}`, percent(right, (count) => Number(count >= size))]);
  const votes = groups
    .toReversed()
    .map(({ size, asked }) => [`vote_${size}`, percent(asked, (all) => Number(vote(all)))]);
  return Object.fromEntries([...accuracies, ...more, ...perfect, ...votes, ...priors(answers)]);
}

/** Of the four answers to each question `size` count. */
function accuracy(right: readonly number[], size: number, answers: number): number {
  return answers === 0 ? 0 : (((100 * right.reduce((sum, count) => sum + count, 0)) / answers) * 4) / size;
}

/** Whether the option that most answers point at is right; of several the one that came first. */
function vote(answers: readonly Answer[]): boolean {
  const [first] = answers;
  if (first === undefined) return false;
  const counts = new Map<string, number>();
  for (const answer of answers) {
    const option = optionOf(answer.pred, answer.rotation);
    counts.set(option, (counts.get(option) ?? 0) + 1);
  }
  const most = Math.max(...counts.values());
  return [...counts].find(([, count]) => count === most)?.[0] === optionOf(first.answer, first.rotation);
}

/** The letter in the original order. */
function optionOf(letter: string, rotation: string): string {
  return rotation[LETTERS.indexOf(letter as 'A')] ?? '-';
}

function priors(answers: readonly Answer[]): [string, number][] {
  const shares = LETTERS.map((letter): [string, number] => [
    `prior_${letter}`,
    percent(answers, ({ pred }) => Number(pred === letter)),
  ]);
  return [...shares, ['prior_-', percent(answers, ({ pred }) => Number(!LETTERS.includes(pred as 'A')))]];
}
