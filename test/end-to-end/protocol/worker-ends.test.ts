import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { datasetBlock, openAiBlock, questions, smallTasks } from '../../support/blocks.ts';
import { modelPlugin } from '../../support/plugins.ts';
import { workersOf } from '../../support/processes.ts';
import { runCli, startCli } from '../../support/run-cli.ts';
import { answeredRows, endsOf, result, rows } from '../../support/run-files.ts';
import { testServer } from '../../support/server.ts';
import { tempProject } from '../../support/temp-project.ts';
import { timesAsked } from '../../support/times-asked.ts';
import { waitFor } from '../../support/wait-for.ts';

const SIZE = 40;

describe('how workers end', () => {
  it('a worker that somebody asks to end (a preemption) answers what is in flight, and another goes on', async () => {
    const server = await testServer({ latencyMs: 100 });
    const project = await tempProject({
      'config.yaml': {
        models: [openAiBlock(server.url)],
        datasets: [datasetBlock('d')],
        infer: { partitioner: smallTasks(5), runner: { type: 'local', max_num_workers: 1, retry: 0 } },
      },
    });
    await project.writeRows('data/d.jsonl', questions(SIZE));
    const cli = startCli(project, ['config.yaml']);
    for (const requests of [6, 20]) {
      await waitFor('requests', () => server.requests.length >= requests);
      const { root } = await project.latestRun();
      for (const pid of await workersOf(root)) process.kill(pid, 'SIGTERM');
    }
    const { exitCode, stderr } = await cli.finished;
    expect(exitCode, stderr).toBe(0);
    expect(timesAsked(server).size).toBe(SIZE);
    expect(server.requests).toHaveLength(SIZE);
    const ends = await endsOf(await project.latestRun(), 'infer');
    expect(ends.filter(({ status }) => status === 'released').length).toBeGreaterThan(0);
    expect(ends.filter(({ status }) => status === 'failed')).toEqual([]);
  });

  it('a task that a dying worker had only read ahead is not held responsible', async () => {
    const project = await tempProject({
      'deadly.mjs': modelPlugin('deadly', {
        before: `import { setTimeout as sleep } from 'node:timers/promises';`,
        generate: `if (prompt.startsWith('die')) { await sleep(500); process.kill(process.pid, 'SIGKILL'); }`,
      }),
      'config.yaml': {
        models: [{ abbr: 'm', type: './deadly.mjs', batch_size: 1 }],
        datasets: [datasetBlock('die'), datasetBlock('d')],
        infer: { partitioner: 'naive', runner: { type: 'local', max_num_workers: 1, retry: 0 } },
      },
    });
    await project.writeRows('data/die.jsonl', questions(1, 'die'));
    await project.writeRows('data/d.jsonl', questions(3));
    expect(await runCli(project, 'config.yaml')).toMatchObject({ exitCode: 1 });
    const run = await project.latestRun();
    const ends = await endsOf(run, 'infer');
    expect(ends.map(({ task, attempt, status }) => [task, attempt, status])).toEqual([
      ['1-00000', 0, 'failed'],
      ['1-00001', 0, 'released'],
      ['1-00001', 1, 'succeeded'],
    ]);
    expect(await result(run, 'm', 'd')).toMatchObject({ accuracy: 100 });
  });

  it('a worker whose plugin leaves something running ends all the same', async () => {
    const project = await tempProject({
      'lingering.mjs': modelPlugin('lingering', { generate: '', before: 'setInterval(() => {}, 1000);' }),
      'config.yaml': { models: [{ abbr: 'm', type: './lingering.mjs' }], datasets: [datasetBlock('d')] },
    });
    await project.writeRows('data/d.jsonl', questions(3));
    expect(await runCli(project, 'config.yaml')).toMatchObject({ exitCode: 0 });
  });

  it('a worker that hears nothing any more is ended by the next launcher before it plans', async () => {
    const project = await tempProject({
      'deaf.mjs': modelPlugin('deaf', {
        options: { deaf: { type: 'boolean' } },
        neutral: ['deaf'],
        generate: `if (options.deaf && prompt === 'q3') {
          writeFileSync('deaf', '');
          Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
        }`,
        before: `import { writeFileSync } from 'node:fs';`,
      }),
      'config.yaml': {
        models: [{ abbr: 'm', type: './deaf.mjs', deaf: true, batch_size: 1 }],
        datasets: [datasetBlock('d')],
        infer: { partitioner: smallTasks(1), runner: { type: 'local', max_num_workers: 1, kill_grace_seconds: 0.2 } },
      },
    });
    await project.writeRows('data/d.jsonl', questions(6));
    const cli = startCli(project, ['config.yaml']);
    await waitFor('the prompt that deafens', () => existsSync(project.path('deaf')));
    const run = await project.latestRun();
    const [pid] = await workersOf(run.root);
    cli.kill('SIGKILL');
    await cli.finished;
    expect(await workersOf(run.root)).toEqual([pid]);

    const next = await runCli(project, 'config.yaml', '-r', 'latest', '--set', 'models.0.deaf=false');
    expect(next.exitCode, next.stderr).toBe(0);
    expect(await workersOf(run.root)).toEqual([]);
    expect(await answeredRows(run, 'm', 'd')).toEqual(rows(6));
  });

  it('with --debug, Ctrl-C keeps the requests in flight too', async () => {
    const server = await testServer({ latencyMs: 200 });
    const project = await tempProject({
      'config.yaml': { models: [openAiBlock(server.url)], datasets: [datasetBlock('d')] },
    });
    await project.writeRows('data/d.jsonl', questions(SIZE));
    const cli = startCli(project, ['config.yaml', '--debug']);
    await waitFor('requests', () => server.requests.length >= 6);
    cli.kill('SIGINT');
    expect((await cli.finished).exitCode).toBe(130);
    expect(await answeredRows(await project.latestRun(), 'served', 'd')).toHaveLength(server.requests.length);
    expect(await runCli(project, 'config.yaml', '-r', 'latest')).toMatchObject({ exitCode: 0 });
    expect(server.requests).toHaveLength(SIZE);
  });
});
