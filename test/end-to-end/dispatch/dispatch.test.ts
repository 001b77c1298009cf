import { describe, expect, it } from 'vitest';
import { datasetBlock, questions } from '../../support/blocks.ts';
import { gpuMachine, heldOverTime, lives, probeBlock } from '../../support/gpu-machine.ts';
import { startCli } from '../../support/run-cli.ts';
import { answeredRows, endsOf, rows, sampleLines } from '../../support/run-files.ts';
import { type Project, tempProject } from '../../support/temp-project.ts';

/** As few tasks as there can be. */
const WHOLE = { type: 'balanced', min_task_seconds: 1_000 };

function answersOf(max_out_len: number): Record<string, unknown> {
  return {
    infer_cfg: { prompt_template: { template: '{question}' }, inferencer: { type: 'gen', max_out_len } },
  };
}

async function projectOf(datasets: Readonly<Record<string, number>>): Promise<Project> {
  const project = await tempProject();
  for (const [abbr, count] of Object.entries(datasets)) await project.writeRows(`data/${abbr}.jsonl`, questions(count));
  return project;
}

describe('workers', () => {
  it('that run dry get a part of what another holds, and no sample is asked twice', async () => {
    const project = await projectOf({ long: 120, short: 8 });
    const env = await gpuMachine(project, 2);
    await project.write('config.yaml', {
      models: [probeBlock(project, 'm', { num_gpus: 1, together: 2, ms: 80 })],
      // Guessed by the length of answers, a sample of the short one costs twenty times as much. It does not.
      datasets: [datasetBlock('long', answersOf(1)), datasetBlock('short', answersOf(512))],
      infer: { partitioner: WHOLE },
    });
    const { exitCode, stderr } = await startCli(project, ['config.yaml'], env).finished;
    expect(exitCode, stderr).toBe(0);

    const run = await project.latestRun();
    const ends = await endsOf(run, 'infer');
    expect(ends.filter(({ status }) => status === 'split').length).toBeGreaterThan(0);
    expect(await answeredRows(run, 'm', 'long')).toEqual(rows(120));
    expect(await sampleLines(run, 'm', 'long')).toHaveLength(120);
    const workersOfLong = new Set(ends.filter(({ status }) => status !== 'released').map(({ worker }) => worker));
    expect(workersOfLong.size).toBeGreaterThan(1);
  });

  it('of a model that has no tasks left end at once, and their GPUs go to the model with most work', async () => {
    const project = await projectOf({ few: 2, many: 60 });
    const env = await gpuMachine(project, 2);
    await project.write('config.yaml', {
      models: [
        probeBlock(project, 'quick', { num_gpus: 1, together: 2 }),
        probeBlock(project, 'slow', { num_gpus: 1, together: 2, ms: 60 }),
      ],
      datasets: [datasetBlock('few'), datasetBlock('many')],
      infer: { partitioner: { type: 'size', max_task_size: 10, gen_task_coef: 1 } },
    });
    const { exitCode, stderr } = await startCli(project, ['config.yaml'], env).finished;
    expect(exitCode, stderr).toBe(0);

    const log = await lives(project);
    const [quickEnds, secondSlow] = [
      log.findIndex(({ what, name }) => what === 'end' && name === 'quick'),
      log.findLastIndex(({ what, name }) => what === 'start' && name === 'slow'),
    ];
    expect(log.filter(({ what, name }) => what === 'start' && name === 'slow')).toHaveLength(2);
    expect(secondSlow).toBeGreaterThan(quickEnds);
    expect(log[secondSlow]?.gpus).toEqual(log[quickEnds]?.gpus);
    expect(Math.max(...heldOverTime(log).map((held) => held.length))).toBe(2);
  });

  it('of models that want different numbers of GPUs are packed: none is idle while one would fit', async () => {
    const project = await projectOf({ d: 10 });
    const env = await gpuMachine(project, 4);
    await project.write('config.yaml', {
      // Nobody answers before three live at once: 2 + 1 + 1 of the four.
      models: [
        probeBlock(project, 'two', { num_gpus: 2, together: 3 }),
        probeBlock(project, 'three', { num_gpus: 3, together: 3 }),
        probeBlock(project, 'one', { num_gpus: 1, together: 3 }),
        probeBlock(project, 'uno', { num_gpus: 1, together: 3 }),
      ],
      datasets: [datasetBlock('d')],
      infer: { partitioner: WHOLE },
    });
    const { exitCode, stderr } = await startCli(project, ['config.yaml'], env).finished;
    expect(exitCode, stderr).toBe(0);

    const log = await lives(project);
    expect(heldOverTime(log)[2]).toEqual(['0', '1', '2', '3']);
    expect([...new Set(log.map(({ name }) => name))].sort()).toEqual(['one', 'three', 'two', 'uno']);
  });
});
