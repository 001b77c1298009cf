import { execFileSync, spawnSync } from 'node:child_process';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RunDirectory } from 'oc-sdk/run-directory';
import { describe, expect, it, onTestFinished } from 'vitest';
import { datasetBlock, openAiBlock, questions, smallTasks } from '../../support/blocks.ts';
import { runCli } from '../../support/run-cli.ts';
import { answeredRows, rows } from '../../support/run-files.ts';
import { testServer } from '../../support/server.ts';
import { type Project, tempProject } from '../../support/temp-project.ts';
import { timesAsked } from '../../support/times-asked.ts';

const SIZE = 60;
const DISK_KIB = 4096;
/** Makes an answer fill a page or so. */
const LONG = 'x'.repeat(6000);

// A file system of its own can be filled without harm; to mount one takes root on Linux.
describe.skipIf(!canMount())('a full disk', () => {
  for (const freeKiB of [450, 320, 170, 90, 40, 12]) {
    it(`ends the run with a clear word; with room again, only what has no answer is asked (${freeKiB} KiB free)`, async () => {
      const server = await testServer({ answer: (prompt) => `${prompt} ${LONG}` });
      const { project, small } = await projectOnSmallDisk(server.url);
      const ballast = join(small, 'ballast');
      await writeFile(ballast, Buffer.alloc((DISK_KIB - freeKiB) * 1024));

      const full = await runCli(project, 'config.yaml', '-w', join(small, 'runs'));

      expect(full.exitCode).toBeGreaterThan(0);
      expect(full.stderr + full.stdout).toContain('NO_SPACE');
      expect(full.stderr).not.toContain('bug');
      const asked = timesAsked(server);
      expect(Math.max(0, ...asked.values())).toBeLessThanOrEqual(1);

      expect((await readdir(small, { recursive: true })).filter((name) => name.endsWith('.tmp'))).toEqual([]);

      await rm(ballast);
      const next = await runCli(project, 'config.yaml', '-w', join(small, 'runs'), '-r', 'latest');
      expect(next.exitCode, next.stderr).toBe(0);
      const [, run = ''] = /^Run (.*)$/m.exec(next.stderr) ?? [];
      expect(await answeredRows(new RunDirectory(run), 'served', 'd')).toEqual(rows(SIZE));
      const [, before = '0'] = /(\d+) already answered/.exec(next.stderr) ?? [];
      expect(server.requests.length).toBe(asked.size + SIZE - Number(before));
    });
  }
});

async function projectOnSmallDisk(url: string): Promise<{ project: Project; small: string }> {
  const project = await tempProject({
    'config.yaml': {
      models: [openAiBlock(url)],
      datasets: [
        datasetBlock('d', {
          infer_cfg: { prompt_template: { template: '{question}' }, inferencer: { type: 'gen', max_out_len: 9000 } },
          eval_cfg: { evaluator: { type: 'accuracy' }, pred_postprocessor: { type: 'first-option', options: 'q' } },
        }),
      ],
      infer: { partitioner: smallTasks(20), runner: { type: 'local', max_num_workers: 2 } },
    },
  });
  await project.writeRows('data/d.jsonl', questions(SIZE));
  const small = project.path('small');
  await mkdir(small);
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_KIB}k`, 'tmpfs', small]);
  onTestFinished(() => void spawnSync('umount', ['-l', small]));
  return { project, small };
}

function canMount(): boolean {
  if (process.getuid?.() !== 0) return false;
  return spawnSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0;
}
