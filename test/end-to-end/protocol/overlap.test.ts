import { access } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { datasetBlock, openAiBlock, questions } from '../../support/blocks.ts';
import { startCli } from '../../support/run-cli.ts';
import { answeredRows, result } from '../../support/run-files.ts';
import { testServer } from '../../support/server.ts';
import { tempProject } from '../../support/temp-project.ts';
import { waitFor } from '../../support/wait-for.ts';

describe('scoring', () => {
  it('begins while another dataset is still asked', async () => {
    let held = true;
    const busy = { kind: 'reply', status: 503, headers: { 'retry-after-ms': '50' } } as const;
    const server = await testServer({ fault: ({ prompt }) => (held && prompt.startsWith('slow') ? busy : undefined) });
    const project = await tempProject({
      'config.yaml': {
        models: [openAiBlock(server.url, { retry: 1_000_000 })],
        datasets: [datasetBlock('quick'), datasetBlock('slow')],
      },
    });
    await project.writeRows('data/quick.jsonl', questions(5, 'quick'));
    await project.writeRows('data/slow.jsonl', questions(5, 'slow'));
    const cli = startCli(project, ['config.yaml', '--max-num-workers', '2']);
    await waitFor('the run', () => cli.stderr.includes('New run'));
    const run = await project.latestRun();

    await waitFor('the score of the quick one', () =>
      access(run.result('served', 'quick')).then(
        () => true,
        () => false,
      ),
    );
    expect(await answeredRows(run, 'served', 'slow')).toEqual([]);
    expect(await result(run, 'served', 'quick')).toMatchObject({ accuracy: 100 });
    held = false;

    const { exitCode, stdout, stderr } = await cli.finished;
    expect(exitCode, stderr).toBe(0);
    expect(stdout.match(/100\.00/g)).toHaveLength(2);
  });
});
