import { describe, expect, it } from 'vitest';
import { datasetBlock, openAiBlock, questions, smallTasks } from '../../support/blocks.ts';
import { workersOf } from '../../support/processes.ts';
import { runCli, startCli } from '../../support/run-cli.ts';
import { answeredRows, endsOf, rows } from '../../support/run-files.ts';
import { testServer } from '../../support/server.ts';
import { tempProject } from '../../support/temp-project.ts';
import { timesAsked } from '../../support/times-asked.ts';
import { waitFor } from '../../support/wait-for.ts';

const SAMPLES = 60;
const CONCURRENCY = 4;

describe('a launcher that is killed', () => {
  for (const after of [1, 25, 50]) {
    it(`takes its workers with it, and the next one asks only what has no answer (killed at request ${after})`, async () => {
      const server = await testServer({ latencyMs: 50 });
      const project = await projectWith(server.url);
      const killed = startCli(project, ['config.yaml']);
      await waitFor('requests', () => server.requests.length >= after);
      killed.kill('SIGKILL');
      expect((await killed.finished).signal).toBe('SIGKILL');
      const run = await project.latestRun();
      await waitFor('the end of the workers', async () => (await workersOf(run.root)).length === 0);
      const answered = await answeredRows(run, 'served', 'd');

      const next = await runCli(project, 'config.yaml', '-r', 'latest');

      expect(next.exitCode, next.stderr).toBe(0);
      expect(next.stderr).toContain(`${answered.length} already answered`);
      expect(await project.runs()).toHaveLength(1);
      expect(await answeredRows(run, 'served', 'd')).toEqual(rows(SAMPLES));
      const asked = timesAsked(server);
      expect([...asked.keys()]).toHaveLength(SAMPLES);
      const twice = [...asked].filter(([, times]) => times > 1).map(([prompt]) => prompt);
      expect(twice.length).toBeLessThanOrEqual(CONCURRENCY);
      expect(twice.filter((prompt) => answered.includes(Number(prompt.slice(1))))).toEqual([]);
      expect(Math.max(...asked.values())).toBeLessThanOrEqual(2);
      expect((await endsOf(run, 'infer')).filter(({ status }) => status === 'failed')).toEqual([]);

      const undisturbed = await runCli(project, 'config.yaml');
      expect(next.stdout).toBe(undisturbed.stdout);
    });
  }
});

async function projectWith(url: string) {
  const project = await tempProject({
    'config.yaml': {
      models: [openAiBlock(url, { concurrency: CONCURRENCY })],
      datasets: [datasetBlock('d')],
      infer: { partitioner: smallTasks(7), runner: { type: 'local', max_num_workers: 2 } },
    },
  });
  await project.writeRows('data/d.jsonl', questions(SAMPLES));
  return project;
}
