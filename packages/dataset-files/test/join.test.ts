import { describe, expect, it } from 'vitest';
import { all, failureOf, folderOf, open } from './support/files.ts';

const lines = (rows: readonly object[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('');
const QUESTIONS = [1, 2, 3].map((id) => ({ id, question: `q${id}` }));
const ANSWERS = [3, 1, 2].map((id) => ({ id, said: { text: `a${id}` } }));

async function dataset(answers: readonly object[], options: Record<string, unknown> = {}, questions = QUESTIONS) {
  const folder = await folderOf({ 'test.q.jsonl': lines(questions), 'test.a.jsonl': lines(answers) });
  const join = { answer: { path: '{split}.a.jsonl', on: 'id' } };
  return await open('jsonl', folder, { path: '{split}.q.jsonl', join, ...options });
}

describe('join', () => {
  it('puts the row with the same value beside, wherever it stands, and columns may use it', async () => {
    const found = await all((await dataset(ANSWERS, { columns: { text: 'answer.said.text' } })).rows('test', 1));
    expect(found.map(({ index, row }) => [index, row.question, row.text])).toEqual([
      [1, 'q2', 'a2'],
      [2, 'q3', 'a3'],
    ]);
  });

  it('comes after where', async () => {
    const found = await all((await dataset(ANSWERS, { where: { question: 'q3' } })).rows('test'));
    expect(found.map(({ row }) => row)).toEqual([{ ...QUESTIONS[2], answer: ANSWERS[0] }]);
  });

  it.each([
    [
      'no row',
      ANSWERS.slice(0, 2),
      QUESTIONS,
      'test.q.jsonl:2:1: no row to join as "answer" on "id": 0 rows have 2 there',
    ],
    [
      'two rows',
      [...ANSWERS, ...ANSWERS],
      QUESTIONS,
      'test.q.jsonl:1:1: no row to join as "answer" on "id": 2 rows have 1 there',
    ],
    ['no value', ANSWERS, [{ question: 'q' }], 'no row to join as "answer" on "id": it has no "id"'],
  ])('names the row for which there is %s', async (_, answers, questions, problem) => {
    const rows = all((await dataset(answers, {}, questions as typeof QUESTIONS)).rows('test'));
    const { code, message } = await failureOf(rows);
    expect(code).toBe('DATASET_JOIN_FAILED');
    expect(message).toContain(problem);
  });

  it('changes the content hash and the stamp with the other file', async () => {
    const [one, other] = [await dataset(ANSWERS), await dataset([...ANSWERS].reverse())];
    expect((await one.summarize('test')).contentHash).not.toBe((await other.summarize('test')).contentHash);
    expect((await one.stamp?.('test'))?.split('|')).toHaveLength(2);
  });
});
