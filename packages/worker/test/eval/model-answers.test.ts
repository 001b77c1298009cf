import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { SampleRecord } from 'oc-sdk/run-directory';
import { describe, expect, it } from 'vitest';
import { jsonl, pluginText, QUESTION, questions, type TestRun, testRun } from '../support.ts';

/** Writes down the answers of a model; skips where that is the one it evaluates. */
const READS = `
  import { writeFileSync } from 'node:fs';
  export default { kind: 'evaluator', apiVersion: 1, name: 'reads', summary: 'For a test.',
    optionsSchema: { type: 'object', additionalProperties: true, properties: {} },
    answersFrom: ['other'],
    create({ other, log }, { model, answersOf }) {
      return { async evaluate(samples) {
        if (model === other) return { metrics: {}, skipped: 'it is the other' };
        const answers = [];
        for await (const answer of answersOf(other)) answers.push(answer);
        writeFileSync(log, JSON.stringify(answers));
        return { metrics: { samples: samples.length } };
      } };
    } };
`;

const APPENDS = pluginText('postprocessor', '({ text }) => (answer) => answer + text');

const ok = (index: number, prediction: string, replica = 0): SampleRecord => ({
  index,
  ...(replica > 0 && { replica }),
  status: 'ok',
  id: `${index}`,
  origin_prompt: 'q',
  prediction,
});

/** A run of the model m, and of o, which said other things. */
async function comparing(other: string, theirs: readonly SampleRecord[]): Promise<TestRun & { log: string }> {
  const run = await testRun({
    stage: 'eval',
    rows: { d: questions(2) },
    files: { 'reads.mjs': READS, 'appends.mjs': APPENDS },
    dataset: { n: 2 },
  });
  const log = join(run.folder, 'answers.json');
  const path = run.directory.stage('eval').spec(1);
  const spec = JSON.parse(await readFile(path, 'utf8'));
  const appended = (text: string) => ({ type: './appends.mjs', text });
  spec.models.o = { ...spec.models.m, block: { type: 'echo', pred_postprocessor: appended('+own') } };
  spec.pairs.push({ model: 'o', dataset: 'd', fingerprint: 'g', evalFingerprint: 'h' });
  spec.datasets.d.block = {
    ...spec.datasets.d.block,
    ...QUESTION,
    eval_cfg: { evaluator: { type: './reads.mjs', other, log }, pred_postprocessor: appended('+set') },
  };
  await writeFile(path, JSON.stringify(spec));
  const mine = [0, 1].flatMap((replica) => [ok(0, 'mine', replica), ok(1, 'mine', replica)]);
  for (const [model, fingerprint, records] of [
    ['m', 'f', mine],
    ['o', 'g', theirs],
  ] as const) {
    const file = run.directory.predictionsOf(model, 'd', fingerprint, '1-00000', 0);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, jsonl(records));
  }
  return { ...run, log };
}

describe('the answers of another model', () => {
  it('come replica by replica through its postprocessors and those of the dataset; failed ones with their cause', async () => {
    const error = { code: 'HTTP_400', message: 'no' };
    const failed: SampleRecord = { index: 1, replica: 1, status: 'failed', id: '1', error };
    const run = await comparing('o', [failed, ok(1, 'b'), ok(0, 'c', 1), ok(0, 'a')]);
    await run.work();
    expect(JSON.parse(await readFile(run.log, 'utf8'))).toEqual([
      { index: 0, replica: 0, prediction: 'a+own+set' },
      { index: 1, replica: 0, prediction: 'b+own+set' },
      { index: 0, replica: 1, prediction: 'c+own+set' },
      { index: 1, replica: 1, error },
    ]);
  });

  it('that are not all there leave the pair without a score, whose own answers are merged all the same', async () => {
    const run = await comparing('o', [ok(0, 'a')]);
    await run.work();
    expect(await run.endsOf('1-00000')).toMatchObject([
      { status: 'failed', code: 'INCOMPLETE', detail: 'o / d: of 4 samples 3 were never answered' },
    ]);
    expect(Object.keys(JSON.parse(await readFile(run.directory.mergedPredictions('m', 'd'), 'utf8')))).toHaveLength(4);
  });

  it('are refused of a model that was not asked', async () => {
    const run = await comparing('p', []);
    await run.work();
    expect(await run.endsOf('1-00000')).toMatchObject([{ status: 'failed', code: 'NO_SUCH_ANSWERS' }]);
  });
});

describe('an evaluator that finds nothing to score', () => {
  it('leaves a result that says why, without metrics', async () => {
    const run = await comparing('m', []);
    await run.work();
    expect(await run.endsOf('1-00000')).toMatchObject([{ status: 'succeeded' }]);
    const result = JSON.parse(await readFile(run.directory.result('m', 'd'), 'utf8'));
    expect(Object.keys(result)).toEqual(['oc']);
    expect(result.oc).toMatchObject({ fingerprint: 'e', skipped: 'it is the other', statistics: {} });
  });
});
