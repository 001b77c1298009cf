import { appendFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { datasetBlock, echoBlock, questions, smallTasks } from '../../support/blocks.ts';
import { workersOf } from '../../support/processes.ts';
import { type Finished, type Running, runCli, startCli } from '../../support/run-cli.ts';
import { answeredRows, endsOf, mergedPredictions, result, rows, unendedClaims } from '../../support/run-files.ts';
import { type Project, tempProject } from '../../support/temp-project.ts';
import { waitFor } from '../../support/wait-for.ts';

const SAMPLES = 120;

describe('workers that are killed', () => {
  for (const seed of [1, 2, 3, 4]) {
    it(`lose nothing when they die at any moment (seed ${seed})`, async () => {
      const project = await projectOf({ delay_ms: 100 });
      const cli = startCli(project, ['config.yaml']);
      const kills = await killWorkers(project, cli, 6, randomOf(seed));
      const end = await cli.finished;
      expect(end.stderr).not.toContain('bug');
      expect([end.exitCode, kills], end.stdout).toEqual([0, 6]);
      await expectComplete(project);
    });
  }

  it('a torn last line is asked again, and a whole one never', async () => {
    const project = await projectOf({});
    await runCli(project, 'config.yaml', '-m', 'infer', '--limit', '30');
    const run = await project.latestRun();
    const [fingerprint = ''] = await readdir(join(run.root, 'predictions', 'echo', 'd'));
    const torn = run.predictionsOf('echo', 'd', fingerprint, '1-00099', 0);
    await appendFile(torn, '{"index":30,"status":"ok","id":"30","prediction":"q30"}\n{"index":31,"status":"ok","pred');

    const { exitCode } = await runCli(project, 'config.yaml', '-r', 'latest');

    expect(exitCode).toBe(0);
    expect(await answeredRows(run, 'echo', 'd')).toEqual(rows(SAMPLES));
    const merged = await mergedPredictions(run, 'echo', 'd');
    expect(merged['31']).toMatchObject({ prediction: 'q31' });
  });

  it('a task that kills every worker is given up after its retries, and the others are done', async () => {
    const project = await tempProject({
      'deadly.mjs': DEADLY_MODEL,
      'config.yaml': {
        models: [{ abbr: 'deadly', type: './deadly.mjs' }],
        datasets: [datasetBlock('d'), datasetBlock('e')],
        infer: { partitioner: 'naive', runner: { type: 'local', max_num_workers: 1, retry: 1 } },
      },
    });
    await project.writeRows('data/d.jsonl', questions(3));
    await project.writeRows('data/e.jsonl', questions(3, 'die'));
    const { exitCode, stdout } = await runCli(project, 'config.yaml');
    expect(exitCode).toBe(1);
    const run = await project.latestRun();
    expect(await result(run, 'deadly', 'd')).toMatchObject({ accuracy: 100 });
    // They were asked together; when they are tried again, each is asked by itself.
    const failed = (await endsOf(run, 'infer')).filter(({ task, status }) => task === '1-00001' && status === 'failed');
    expect(failed).toMatchObject([
      { attempt: 0, reason: 'signal' },
      { attempt: 1, reason: 'signal' },
    ]);
    expect(stdout).toMatch(/deadly \/ e: .*SIGKILL/);
  });

  it('deaths while the model loads are not held against it once it has answered', async () => {
    const project = await projectOf({ delay_ms: 100, load_ms: 300 });
    const cli = startCli(project, ['config.yaml', '--max-num-workers', '1']);
    const root = await runFolder(project);
    for (let death = 0; death < 5; death += 1) {
      await waitFor('an answer', async () => (await answeredRows(root, 'echo', 'd')).length > death);
      const pid = await workerOtherThan(root.root, cli, []);
      process.kill(pid, 'SIGKILL');
      const next = await workerOtherThan(root.root, cli, [pid]);
      process.kill(next, 'SIGKILL');
      await waitFor('another worker', async () => workerOtherThan(root.root, cli, [pid, next]));
    }
    expect(await cli.finished).toMatchObject({ exitCode: 0 } satisfies Partial<Finished>);
    await expectComplete(project);
  });
});

const DEADLY_MODEL = `export default {
  kind: 'model', apiVersion: 1, name: 'deadly', summary: 'Dies of some prompts.', location: 'process',
  optionsSchema: { type: 'object', additionalProperties: false, properties: {} },
  async create() {
    return {
      async *generate(requests) {
        for (const { index, prompt } of requests) {
          if (prompt.startsWith('die')) process.kill(process.pid, 'SIGKILL');
          yield { index, text: prompt };
        }
      },
      close: async () => {},
    };
  },
};
`;

async function projectOf(options: Record<string, unknown>): Promise<Project> {
  const project = await tempProject({
    'config.yaml': {
      models: [echoBlock(options)],
      datasets: [datasetBlock('d', { infer_cfg: slowly() })],
      infer: { partitioner: smallTasks(2), runner: { type: 'local', max_num_workers: 3, retry: 20 } },
    },
  });
  await project.writeRows('data/d.jsonl', questions(SAMPLES));
  return project;
}

/** One call of the model for each task, so that there is time to die. */
function slowly(): object {
  return { prompt_template: { template: '{question}' }, inferencer: { type: 'gen', max_out_len: 64, batch_size: 1 } };
}

async function expectComplete(project: Project): Promise<void> {
  const run = await project.latestRun();
  expect(await answeredRows(run, 'echo', 'd')).toEqual(rows(SAMPLES));
  expect(Object.keys(await mergedPredictions(run, 'echo', 'd'))).toHaveLength(SAMPLES);
  expect(await result(run, 'echo', 'd')).toMatchObject({ accuracy: 100 });
  expect([...(await unendedClaims(run, 'infer')), ...(await unendedClaims(run, 'eval'))]).toEqual([]);
}

/** Kills so many workers, one after the other, each some time after it was found. Returns how many it killed. */
async function killWorkers(project: Project, cli: Running, count: number, random: () => number): Promise<number> {
  let ended = false;
  void cli.finished.then(() => (ended = true));
  const { root } = await runFolder(project);
  let killed = 0;
  while (killed < count && !ended) {
    const workers = await workersOf(root);
    await sleep(random() * 400);
    const victim = workers[Math.floor(random() * workers.length)];
    if (victim !== undefined && kill(victim)) killed += 1;
  }
  return killed;
}

function kill(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch {
    return false;
  }
}

async function runFolder(project: Project) {
  await waitFor('the run folder', async () => (await project.runs()).length > 0);
  return await project.latestRun();
}

async function workerOtherThan(root: string, cli: Running, others: readonly number[]): Promise<number> {
  let ended = false;
  void cli.finished.then(() => (ended = true));
  return await waitFor('a worker', async () => {
    if (ended) throw new Error('the run is over');
    return (await workersOf(root)).find((pid) => !others.includes(pid));
  });
}

/** A linear congruential generator (Numerical Recipes): the same moments for the same seed. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
