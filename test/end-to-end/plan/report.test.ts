import { chmod, readFile } from 'node:fs/promises';
import { delimiter } from 'node:path';
import type { RunReport } from 'oc-sdk';
import { readJsonl, type WorkerEvent } from 'oc-sdk/run-directory';
import { describe, expect, it } from 'vitest';
import { datasetBlock, echoBlock, questions } from '../../support/blocks.ts';
import { runCli, startCli } from '../../support/run-cli.ts';
import { type Project, tempProject } from '../../support/temp-project.ts';

const PRICE = { input: 2, output: 10, currency: 'USD' };

async function projectOf(changes: object = {}): Promise<Project> {
  const project = await tempProject({
    'config.yaml': {
      models: [echoBlock({ price: PRICE, load_ms: 100, delay_ms: 50, batch_size: 1, ...changes })],
      datasets: [datasetBlock('d')],
      infer: { runner: { type: 'local', max_num_workers: 2 } },
    },
  });
  await project.writeRows('data/d.jsonl', questions(8));
  return project;
}

async function reportOf(project: Project): Promise<RunReport> {
  const run = await project.latestRun();
  const time = (await project.runs()).at(-1) ?? '';
  return JSON.parse(await readFile(run.report(time), 'utf8'));
}

describe('after a run', () => {
  it('the summary has what was planned and what it took, per worker and GPU', async () => {
    const project = await projectOf({ num_gpus: 1 });
    await project.write('bin/nvidia-smi', "#!/bin/sh\necho 'GPU 0: X (UUID: GPU-0)'\necho 'GPU 1: X (UUID: GPU-1)'\n");
    await chmod(project.path('bin/nvidia-smi'), 0o755);
    const env = { PATH: `${project.path('bin')}${delimiter}${process.env.PATH}`, CUDA_VISIBLE_DEVICES: undefined };
    const { exitCode, stderr } = await startCli(project, ['config.yaml'], env).finished;
    expect(exitCode, stderr).toBe(0);
    const { planned, actual, utilisation, workers } = await reportOf(project);
    expect(planned?.total).toMatchObject({ samples: 8, output_tokens: { count: 8 * 64, from: 'at_most' } });
    expect(actual.total).toMatchObject({
      ...{ samples: 8, loads: workers.length },
      prompt_tokens: { count: 16, from: 'measured' },
      output_tokens: { count: 16, from: 'measured' },
      money: [{ currency: 'USD', amount: (16 * 2 + 16 * 10) / 1e6, from: 'measured' }],
    });
    // Whoever is asked takes 50 ms at least.
    expect(actual.total.work_seconds).toBeGreaterThan(0.045);
    expect(actual.total.load_seconds).toBeGreaterThan(0.09 * workers.length);
    const lives = workers.map(({ life }) => life[1] - life[0]);
    expect(actual.total.gpu_hours).toBeCloseTo(lives.reduce((sum, life) => sum + life, 0) / 3600, 6);
    expect(utilisation).toBeLessThan(1);
    expect(workers.every(({ gpus }) => gpus.length === 1)).toBe(true);
    for (const { life, load, work } of workers) {
      const moments = [life[0], ...(load ?? []), ...work.flat(), life[1]];
      expect(moments).toEqual(moments.toSorted((a, b) => a - b));
    }
    // The measured bound: the work on two workers, or the longest answer, behind one load.
    expect(actual.total.bound_seconds).toBeGreaterThan(actual.total.work_seconds / 2 + 0.09);
    expect(actual.total.bound_seconds).toBeLessThanOrEqual(actual.total.wall_seconds);

    const run = await project.latestRun();
    const page = await readFile(run.summary((await project.runs()).at(-1) ?? '', 'html'), 'utf8');
    expect(page.match(/<g class="worker">/g)).toHaveLength(workers.length);
    for (const { worker, gpus } of workers) expect(page).toContain(`GPU ${gpus[0]}  ${worker}<title>`);
    expect(stderr).toMatch(
      /^took \d+\.\d s, planned \d+\.\d s, \d+ % of worker time was work; the bound was \d+\.\d s$/m,
    );
  });

  it('each worker has told of its start and its end', async () => {
    const project = await projectOf();
    expect((await runCli(project, 'config.yaml')).exitCode).toBe(0);
    const { workers } = await reportOf(project);
    const stage = (await project.latestRun()).stage('infer');
    for (const { worker, host, life } of workers) {
      const events = await readJsonl<WorkerEvent>(stage.events(worker));
      expect(events[0]).toMatchObject({ event: 'began', host, gpus: [] });
      expect(events.at(-1)?.event).toBe('left');
      // Its process had to start before it could tell of anything.
      const load = events.flatMap((event) => (event.event === 'ready' ? event.time - event.loadSeconds * 1000 : []));
      const begun = Math.min(events[0]?.time ?? 0, ...load);
      expect(begun).toBeLessThan(events[0]?.time ?? 0);
      expect(life[1] - life[0]).toBeCloseTo(((events.at(-1)?.time ?? 0) - begun) / 1000, 6);
    }
  });

  it('there is a report without scores too, and none where nothing was left to ask', async () => {
    const project = await projectOf();
    const first = await runCli(project, 'config.yaml', '--limit', '3', '--mode', 'infer');
    expect(first.stderr).toMatch(/^took /m);
    expect((await reportOf(project)).actual.total.samples).toBe(3);
    const second = await runCli(project, 'config.yaml', '--limit', '3', '--mode', 'infer', '-r', 'latest');
    expect([second.exitCode, second.stderr]).toEqual([0, expect.not.stringMatching(/^took /m)]);
  });
});
