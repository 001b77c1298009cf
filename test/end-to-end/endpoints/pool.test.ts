import { describe, expect, it } from 'vitest';
import { datasetBlock, openAiBlock, questions } from '../../support/blocks.ts';
import { runCli } from '../../support/run-cli.ts';
import { answeredRows, result, rows } from '../../support/run-files.ts';
import { testServer } from '../../support/server.ts';
import { type Project, tempProject } from '../../support/temp-project.ts';

const SIZE = 120;

describe('a model with three addresses', () => {
  it('answers every sample once though one server dies', async () => {
    const dying = await testServer({
      latencyMs: 5,
      fault: ({ number }) => {
        if (number === 20) void dying.close();
        return undefined;
      },
    });
    const others = [await testServer({ latencyMs: 5 }), await testServer({ latencyMs: 5 })];
    const project = await served([dying, ...others].map(({ url }) => url));
    const { exitCode, stdout, stderr } = await runCli(project, 'config.yaml');

    expect(exitCode, stderr).toBe(0);
    expect(stdout).toMatch(/^d .* 100\.00$/m);
    const run = await project.latestRun();
    expect(await answeredRows(run, 'served', 'd')).toEqual(rows(SIZE));
    expect(await result(run, 'served', 'd')).toMatchObject({ oc: { samples: SIZE, coverage: { failed: 0 } } });
    expect(dying.requests.length).toBeGreaterThanOrEqual(20);
    expect(dying.requests.length).toBeLessThanOrEqual(24);
    for (const { peak } of others) expect(peak).toBeLessThanOrEqual(4);
  });

  it('is refused with every bad address of the list, and nothing is started', async () => {
    const server = await testServer();
    const project = await served([server.url, 'http//h:1/v1', server.url.replace('http', 'ftp')]);
    const { exitCode, stderr } = await runCli(project, 'config.yaml');
    expect(exitCode).toBe(2);
    const complaints = stderr.split('\n').filter((line) => line.includes('must be an http(s) address'));
    expect(complaints).toEqual([
      expect.stringMatching(/config\.yaml:9:9: models\.served\.base_url\.1 must be/),
      expect.stringMatching(/config\.yaml:10:9: models\.served\.base_url\.2 must be/),
    ]);
    expect(server.requests).toEqual([]);
    expect(await project.runs()).toEqual([]);
  });
});

async function served(addresses: readonly string[]): Promise<Project> {
  const project = await tempProject({
    'config.yaml': {
      models: [openAiBlock('', { base_url: addresses, retry: 2 })],
      datasets: [datasetBlock('d')],
    },
  });
  await project.writeRows('data/d.jsonl', questions(SIZE));
  return project;
}
