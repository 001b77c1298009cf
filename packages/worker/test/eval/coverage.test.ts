import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { repeated, selectRows } from 'oc-plugin-host';
import { describe, expect, it } from 'vitest';
import { coverage } from '../../src/eval/coverage.ts';
import { readAnswers } from '../../src/eval/read-answers.ts';
import { folderWith } from '../support.ts';

const ok = (index: number, text = 'x') => `{"index":${index},"status":"ok","id":"${index}","prediction":"${text}"}\n`;
const failed = (index: number) => `{"index":${index},"status":"failed","id":"${index}","error":{"code":"E"}}\n`;

async function answersIn(files: Readonly<Record<string, string>>, selection = selectRows(4, undefined)) {
  const found = await coverage(await folderWith(files), repeated(selection, 1), 'm / d');
  const answers: [number, string][] = [];
  for await (const record of readAnswers(found))
    answers.push([record.index, record.status === 'ok' ? String(record.prediction) : record.error.code]);
  return answers;
}

describe('coverage', () => {
  it('finds every answer, in the order of the samples, wherever it stands', async () => {
    const files = { '1-0.0.jsonl': ok(3, 'ü') + ok(1, '😀'), '1-1.0.jsonl': ok(0), '2-0.0.jsonl': ok(2) };
    expect(await answersIn(files)).toEqual([
      [0, 'x'],
      [1, '😀'],
      [2, 'x'],
      [3, 'ü'],
    ]);
  });

  it('takes an answer for a sample that failed before, or after', async () => {
    const files = { 'a.0.jsonl': failed(0) + ok(1) + ok(2), 'a.1.jsonl': ok(0) + ok(3) + failed(1) };
    expect(await answersIn(files)).toHaveLength(4);
  });

  it('lets answers be that are not selected, and lines that are torn', async () => {
    const files = { 'a.0.jsonl': `${ok(9)}${ok(9)}${ok(1)}{"index":3,"status":"ok","pred` };
    expect(await answersIn(files, selectRows(10, '[1:2]'))).toEqual([[1, 'x']]);
    expect(
      await answersIn({ 'a.0.jsonl': `${ok(0)}{"index":1,"status":"ok"\n${ok(1)}` }, selectRows(2, undefined)),
    ).toHaveLength(2);
  });

  it('counts what is missing and what failed', async () => {
    const files = { 'a.0.jsonl': ok(0) + failed(1) + failed(1), 'a.1.jsonl': '{"index":3,"status":"ok","pred' };
    await expect(answersIn(files)).rejects.toMatchObject({
      code: 'INCOMPLETE',
      message: 'm / d: of 4 samples 2 were never answered and 1 failed',
    });
    await expect(answersIn({})).rejects.toMatchObject({ message: 'm / d: of 4 samples 4 were never answered' });
  });

  it('finds the failure of a sample that has no answer, in its place', async () => {
    const files = { 'a.0.jsonl': ok(0) + failed(1) + ok(2) + ok(3), 'a.1.jsonl': failed(1) + failed(2) };
    expect(await answersIn(files)).toEqual([
      [0, 'x'],
      [1, 'E'],
      [2, 'x'],
      [3, 'x'],
    ]);
    const found = await coverage(await folderWith(files), repeated(selectRows(4, undefined), 1), 'm / d');
    expect(found).toMatchObject({ size: 4, answered: 3 });
  });

  it('tells the replicas of a row apart', async () => {
    const again = ok(0, 'y').replace('0,', '0,"replica":1,');
    const folder = await folderWith({
      'a.0.jsonl': again + ok(0) + ok(1, 'z') + ok(1).replace('1,', '1,"replica":1,'),
    });
    const texts: unknown[] = [];
    const found = await coverage(folder, repeated(selectRows(2, undefined), 2), 'm / d');
    for await (const record of readAnswers(found)) texts.push(record.status === 'ok' && record.prediction);
    expect(texts).toEqual(['x', 'z', 'y', 'x']);
  });

  it('refuses a sample with two answers, and names the files', async () => {
    const files = { 'a.0.jsonl': ok(0) + ok(1), 'b.0.jsonl': ok(1) };
    await expect(answersIn(files)).rejects.toMatchObject({
      code: 'ANSWERED_TWICE',
      message: expect.stringMatching(/row 1 .*a\.0\.jsonl and .*b\.0\.jsonl/),
    });
    await expect(answersIn({ 'a.0.jsonl': ok(0) + ok(0) })).rejects.toMatchObject({ code: 'ANSWERED_TWICE' });
  });

  it('has nothing to find in an empty selection', async () => {
    expect(await answersIn({}, selectRows(4, '[4:]'))).toEqual([]);
  });

  it('reads thousands of answers in many files, of any length, backwards and forwards', async () => {
    const folder = await folderWith();
    const long = 'lang '.repeat(100_000);
    for (let file = 0; file < 50; file += 1) {
      const handle = await open(join(folder, `t${file}.0.jsonl`), 'w');
      for (let i = 39; i >= 0; i -= 1)
        await handle.write(ok(file + i * 50, i === 20 && file < 5 ? long : `${file}-${i}`));
      await handle.close();
    }
    const found = await coverage(folder, repeated(selectRows(2000, undefined), 1), 'm / d');
    let position = 0;
    for await (const record of readAnswers(found)) {
      expect(record.index).toBe(position);
      const [file, i] = [position % 50, Math.floor(position / 50)];
      expect(record).toHaveProperty('prediction', i === 20 && file < 5 ? long : `${file}-${i}`);
      position += 1;
    }
    expect(position).toBe(2000);
  });
});
