import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { runCli } from '../support/run-cli.ts';
import { result } from '../support/run-files.ts';
import { onCluster, slurm } from '../support/slurm/suite.ts';
import { tempProject } from '../support/temp-project.ts';

const CONFIG = fileURLToPath(new URL('../../configs/slurm.yaml', import.meta.url));

onCluster('the quickstart', () => {
  it('has the scores of the reference on 4 nodes of 4 GPUs, with a worker on each GPU', async () => {
    const project = await tempProject();
    const { exitCode, stderr } = await runCli(project, CONFIG, '--num-gpus', '1', '--max-num-workers', '16');
    expect(exitCode, stderr).toBe(0);
    const run = await project.latestRun();
    for (const [model, datasets] of Object.entries(await reference())) {
      for (const [dataset, { accuracy }] of Object.entries(datasets)) {
        expect(Number((await result(run, model, dataset)).accuracy).toFixed(2)).toBe(accuracy.toFixed(2));
      }
    }
    expect(await slurm('squeue', '-h')).toBe('');
  });

  it('shows the exact command before anything runs', async () => {
    const { exitCode, stdout } = await runCli(await tempProject(), CONFIG, '--dry-run', '-p', 'lm', '--qos', 'normal');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/sbatch --parsable --job-name=oc-\w+-1 .*--partition=lm --qos=normal .*--time=60/);
    expect(await slurm('squeue', '-h', '-t', 'all', '--name=none')).toBe('');
  });
});

async function reference(): Promise<Record<string, Record<string, { accuracy: number }>>> {
  const folder = createRequire(import.meta.url).resolve('oc-tiny-models/package.json');
  return JSON.parse(await readFile(join(folder, '..', 'reference.json'), 'utf8'));
}
