import { readJsonl } from 'oc-sdk/run-directory';
import { describe, expect, it } from 'vitest';
import { datasetBlock, questions } from '../../support/blocks.ts';
import { runCli } from '../../support/run-cli.ts';
import { mergedPredictions } from '../../support/run-files.ts';
import { type Project, tempProject } from '../../support/temp-project.ts';

/** A model that answers `last` only when a result is there, or after so long that there will be none. */
const PATIENT = `
import { access } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
export default {
  kind: 'model', apiVersion: 1, name: 'patient', summary: 'Waits for a result.', location: 'process',
  optionsSchema: { type: 'object', additionalProperties: false, properties: { result: { type: 'string' } } },
  async create({ result }, { runDirectory }) {
    const isThere = () => access(runDirectory + '/results/' + result).then(() => true, () => false);
    return {
      concurrency: 1,
      async *generate(requests) {
        for (const { index, prompt } of requests) {
          let there = prompt !== 'last' || (await isThere());
          for (let looks = 0; !there && looks < 300; looks += 1) {
            await sleep(100);
            there = await isThere();
          }
          yield { index, text: there ? prompt : 'in vain' };
        }
      },
      async close() {},
    };
  },
};
`;

async function projectOf(datasets: Readonly<Record<string, readonly object[]>>): Promise<Project> {
  const project = await tempProject();
  await project.write('patient.mjs', PATIENT);
  for (const [abbr, rows] of Object.entries(datasets)) await project.writeRows(`data/${abbr}.jsonl`, rows);
  return project;
}

const LAST = [{ question: 'last', answer: 'last' }];
/** One place for scorers, and every dataset a task. */
const STAGES = {
  infer: { partitioner: { type: 'naive' }, runner: { type: 'local', max_num_workers: 2 } },
  eval: { runner: { type: 'local', max_num_workers: 1 } },
};

describe('a scorer', () => {
  it('waits for pairs that become complete while others are asked', async () => {
    const project = await projectOf({ first: questions(3), second: LAST, third: questions(3) });
    await project.write('config.yaml', {
      models: [{ abbr: 'm', type: './patient.mjs', result: 'm/first.json' }],
      datasets: [datasetBlock('first'), datasetBlock('second'), datasetBlock('third')],
      ...STAGES,
      infer: { ...STAGES.infer, runner: { type: 'local', max_num_workers: 1 } },
    });
    const { exitCode, stderr } = await runCli(project, 'config.yaml');
    expect(exitCode, stderr).toBe(0);
    const run = await project.latestRun();
    const jobs = await readJsonl<{ event: string }>(run.stage('eval').jobs);
    expect(jobs.filter(({ event }) => event === 'intended')).toHaveLength(1);
  });

  it('that waits leaves its place to a model that has something to score', async () => {
    const project = await projectOf({ short: questions(3), long: LAST });
    await project.write('config.yaml', {
      // Nothing of one is open when the other can be scored, which must be before its last answer.
      models: [
        { abbr: 'a', type: './patient.mjs', result: 'b/short.json' },
        { abbr: 'b', type: './patient.mjs', result: 'a/short.json' },
      ],
      datasets: [datasetBlock('short'), datasetBlock('long')],
      ...STAGES,
    });
    const { exitCode, stderr } = await runCli(project, 'config.yaml');
    expect(exitCode, stderr).toBe(0);
    const run = await project.latestRun();
    for (const model of ['a', 'b'])
      expect(await mergedPredictions(run, model, 'long')).toMatchObject({ 0: { prediction: 'last' } });
  });
});
