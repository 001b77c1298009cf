import { writeFile } from 'node:fs/promises';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { type Finished, runCli } from '../../support/run-cli.ts';
import { tempProject } from '../../support/temp-project.ts';

const MCQ = 'question,A,B,answer\nOne?,1,2,A\nTwo?,1,2,B\n';

async function check(name: string, content: string | Uint8Array, ...flags: string[]): Promise<Finished> {
  const project = await tempProject();
  await writeFile(project.path(name), content);
  const finished = await runCli(project, 'data', 'check', name, ...flags);
  return { ...finished, stdout: finished.stdout.replaceAll(`${project.root}/`, '') };
}

const parquet = (rows: number) =>
  Buffer.from(
    parquetWriteBuffer({
      columnData: [
        { name: 'question', data: Array.from({ length: rows }, (_, row) => `question ${row}`) },
        { name: 'answer', data: Array.from({ length: rows }, (_, row) => (row === 3 ? '' : `${row}`)) },
      ],
    }),
  );

describe('oc-core data check', () => {
  it('says format, rows, columns with their types and an example, what it is read as and why, and the prompt', async () => {
    expect(await check('m.csv', MCQ)).toMatchObject({
      exitCode: 0,
      stderr: '',
      stdout: [
        'm.csv: csv, 2 rows',
        'column    type  rows  example',
        'question  text     2  One?',
        'A         text     2  1',
        'B         text     2  2',
        'answer    text     2  A',
        'read as mcq: it has the columns A, B',
        'asked by gen, scored by option-sim',
        '--- row 0',
        '[user]',
        'Question: One?',
        'A. 1',
        'B. 2',
        'nothing is wrong with it',
        '',
      ].join('\n'),
    });
  });

  it('tells all rows that cannot be used, each with its line, and what is likely to be a slip', async () => {
    const rows = [
      '{"question":"a","A":"1","B":"2","answer":"A","note":7}',
      '{"question":"b","A":"1","B":"2","answer":"C"}',
      '{"question":"c","A":"1",',
      '',
      '{"question":"d","A":"1","answer":"A"}',
      '[1]',
      '{"question":" ","A":"1","B":null,"answer":"A"}',
      '{"question":"a","A":"1","B":"2","answer":"A","note":7}',
      '{"question":"e","A":"1","B":"2","answer":["A"]}',
    ];
    const { exitCode, stdout } = await check('m.jsonl', `\uFEFF${rows.join('\n')}`);
    expect(exitCode).toBe(2);
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toContainEqual(expect.stringMatching(/^note +number +2 {2}7$/));
    expect(lines.filter((line) => /^(error|warning|it )/.test(line))).toEqual([
      'error: line 2: "answer" is "C", which is none of the options A, B',
      expect.stringMatching(/^error: m\.jsonl:3(:\d+)?: not JSON: .* \(DATASET_ROW_INVALID\)$/),
      'error: line 5: it has no column "B", which the first row has; its columns are question, A, answer',
      'error: m.jsonl:6:1: not an object: [1] (DATASET_ROW_INVALID)',
      'error: line 7: "B" is null',
      'error: line 9: "answer" is ["A"], which is none of the options A, B',
      'warning: it begins with a byte order mark: read over here, but not by all tools',
      'warning: line 7: "question" is empty',
      'warning: line 8: the same row as before, in line 1',
      'it cannot be used: 6 errors, 3 warnings',
    ]);
  });

  it.each([
    ['p.parquet', parquet(9), 'error: row 4: "answer" is empty'],
    ['p.parquet', parquet(9).subarray(0, 200), 'p.parquet is no whole Parquet file'],
    ['d.json', '[{"question":"a","answer":"b"},{"quest', 'the file ends inside the array'],
    ['d.json', '{"data":[]}', 'the file does not hold an array of rows'],
    ['d.csv', 'question,answer\na,"b\nc,d\n', 'd.csv:2: a quote that is never closed'],
    ['d.csv', Buffer.from('\uFEFFquestion,answer\n', 'utf16le'), 'it is UTF-16 by its first two bytes'],
    ['d.csv', '', 'it has no rows'],
    ['d.jsonl', Buffer.from('{"question":"\xff","answer":"b"}', 'latin1'), 'd.jsonl:1:1: not UTF-8'],
  ])('exits with 2 for a file that cannot be used: %s, %#', async (name, content, message) => {
    const { exitCode, stdout } = await check(name, content);
    expect([exitCode, stdout]).toEqual([2, expect.stringContaining(message)]);
    expect(stdout).toMatch(/^it cannot be used: \d+ errors?, \d+ warnings?$/m);
    expect(stdout).not.toContain('---');
  });

  it('keeps to a hundred of a kind, and counts the others', async () => {
    const rows = Array.from({ length: 250 }, (_, row) => `{"question":"${row}","A":"1","B":"2","answer":"C"}`);
    const { stdout } = await check('m.jsonl', rows.join('\n'));
    expect(stdout.match(/^error: line/gm)).toHaveLength(100);
    expect(stdout).toContain('error: and 150 more\nit cannot be used: 250 errors, 0 warnings');
  });

  it('takes what is said of the file, as the flags of a run do', async () => {
    const labels = (stdout: string) => stdout.match(/^--- row.*$/gm);
    const ppl = await check('m.csv', MCQ, '--infer-method', 'ppl', '-n', '2');
    expect(labels(ppl.stdout)).toEqual(
      [0, 1].flatMap((row) => ['A', 'B'].map((label) => `--- row ${row}, label "${label}"`)),
    );
    expect(ppl.stdout).toContain('asked by ppl, scored by accuracy');
    const qa = await check('m.csv', MCQ, '--data-type', 'qa');
    expect(qa.stdout).toContain(
      'read as qa: data_type says so\nasked by gen, scored by accuracy\n--- row 0\n[user]\nOne?\n',
    );
    const refused = await check('m.csv', MCQ, '--data-type', 'qa', '--infer-method', 'ppl');
    expect([refused.exitCode, refused.stdout]).toEqual([
      2,
      expect.stringContaining('error: qa cannot be asked by ppl'),
    ]);
  });

  it('takes a file without answers, which can be asked and not scored', async () => {
    const { exitCode, stdout } = await check('d.jsonl', '{"question":"a"}\n');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('asked by gen, not scored');
    expect(stdout).toContain('warning: it has no column "answer": it can be asked (--mode infer) but not scored');
  });

  it('tells a program the same, and the block that a config could say instead', async () => {
    const { stdout } = await check('m.csv', `${MCQ}Three?,1,2,C\n`, '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      file: 'm.csv',
      format: 'csv',
      usable: false,
      rows: 3,
      columns: [{ name: 'question', types: ['text'], rows: 3, example: 'One?' }, {}, {}, {}],
      read_as: { data_type: 'mcq', infer_method: 'gen', options: ['A', 'B'], output_column: 'answer' },
      block: { type: 'csv', abbr: 'm', eval_cfg: { evaluator: { type: 'option-sim', options: ['A', 'B'] } } },
      prompts: [],
      errors: 1,
      warnings: 0,
      issues: [{ severity: 'error', line: 4 }],
    });
  });

  it('refuses what is no file of rows, and settings that are wrong', async () => {
    const text = await check('d.txt', 'x');
    expect([text.exitCode, text.stderr]).toEqual([2, expect.stringContaining('FILE: nothing in the name of')]);
    const type = await check('d.csv', MCQ, '--data-type', 'mqc');
    expect([type.exitCode, type.stderr]).toEqual([2, expect.stringContaining("'mqc' is invalid")]);
  });

  it('finds a column that a prompt names and the data do not have', async () => {
    const project = await tempProject({ 'm.csv': MCQ, 'm.csv.meta.json': { human_prompt: '{question} {hint}' } });
    const { exitCode, stdout } = await runCli(project, 'data', 'check', 'm.csv');
    expect([exitCode, stdout]).toEqual([2, expect.stringContaining('error: dataset m: the template names "{hint}"')]);
  });
});
