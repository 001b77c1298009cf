import { appendFile, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunDirectory } from 'oc-sdk/run-directory';
import { describe, expect, it } from 'vitest';
import { datasetBlock, echoBlock, questions, smallTasks } from '../../support/blocks.ts';
import { runCli } from '../../support/run-cli.ts';
import { answeredRows, mergedPredictions, result, rows, unendedClaims } from '../../support/run-files.ts';
import { type Project, tempProject } from '../../support/temp-project.ts';

const SIZE = 12;

describe('garbage in the run directory', () => {
  it('an empty claim without an end is released, and the run is completed', async () => {
    const { project, run } = await halfRun();
    await writeFile(run.stage('infer').claim('1-00000', 1), '');
    await writeFile(run.stage('infer').claim('2-00000', 0), '');
    await expectCompleted(project, run);
    expect(await unendedClaims(run, 'infer')).toEqual([]);
  });

  it('a half-written event is passed over', async () => {
    const { project, run } = await halfRun();
    const { allEvents } = run.stage('infer');
    const [name = ''] = await readdir(allEvents);
    await appendFile(join(allEvents, name), '{"time": 17, "event": "sam');
    await expectCompleted(project, run);
  });

  it('a half-written line of the job journal or the plan is passed over', async () => {
    const { project, run } = await halfRun();
    const { jobs, plan } = run.stage('infer');
    await appendFile(jobs, '{"event":"intended","job":"1-inf');
    await appendFile(plan, '{"id":"1-00099","pl');
    await expectCompleted(project, run);
  });

  it('an end that is not JSON is passed over', async () => {
    const { project, run } = await halfRun();
    await writeFile(run.stage('infer').ended('1-00000', 0), '{"task": ');
    await writeFile(run.stage('infer').ended('1-00001', 0), '');
    await expectCompleted(project, run);
  });

  it('a garbage line in the middle of the answers is passed over, and its sample asked again', async () => {
    const { project, run } = await halfRun();
    const file = await firstAnswers(run);
    const lines = (await readFile(file, 'utf8')).split('\n');
    await writeFile(file, ['\u0000\u0000garbage', ...lines.slice(1)].join('\n'));
    await expectCompleted(project, run);
  });

  it('an answer that is damaged inside its line is told with its place; without the line its sample is asked again', async () => {
    const { project, run } = await halfRun();
    const file = await firstAnswers(run);
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace('"prediction":"q0"', '"prediction":"q0'));
    const { exitCode, stdout } = await runCli(project, 'config.yaml', '-r', 'latest');
    expect(exitCode).toBe(1);
    expect(stdout).toContain(`echo / d: DAMAGED_ANSWER: ${file}: the line at byte 0 `);
    await writeFile(file, text.slice(text.indexOf('\n') + 1));
    await expectCompleted(project, run);
  });

  it('an answer there twice is told with both files', async () => {
    const { project, run } = await halfRun();
    const file = await firstAnswers(run);
    const copy = file.replace('1-00000.0', '1-00000.7');
    await writeFile(copy, await readFile(file, 'utf8'));
    const { exitCode, stdout } = await runCli(project, 'config.yaml', '-r', 'latest');
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/ANSWERED_TWICE/);
    expect(stdout).toContain(file);
    expect(stdout).toContain(copy);
  });

  it('a damaged result is scored again, without a question', async () => {
    const { project, run } = await halfRun();
    await runCli(project, 'config.yaml', '-r', 'latest');
    await writeFile(run.result('echo', 'd'), '{"accuracy": 12, "oc": {"fing');
    const { exitCode, stderr } = await runCli(project, 'config.yaml', '-r', 'latest');
    expect(exitCode, stderr).toBe(0);
    expect(stderr).toContain(`${SIZE} already answered`);
    expect(await result(run, 'echo', 'd')).toMatchObject({ accuracy: 100 });
  });

  it('a copy of a run that lost its empty folders is continued', async () => {
    const { project, run } = await halfRun();
    await rm(run.stage('eval').root, { recursive: true });
    await rm(run.stage('infer').allEvents, { recursive: true });
    await expectCompleted(project, run);
  });

  it('a stranger among the runs is not taken for one', async () => {
    const { project } = await halfRun();
    await project.write('outputs/default/notes/readme.txt', 'mine');
    await project.write('outputs/default/29991231_235959.bak/run.json', '{}');
    expect(await runCli(project, 'config.yaml', '-r', 'latest')).toMatchObject({ exitCode: 0 });
  });

  it('a launcher that died while it made its run leaves nothing in the way of -r latest', async () => {
    const { project, run } = await halfRun();
    await project.write('outputs/default/29991231_235959/infer/claims/.keep', '');
    await expectCompleted(project, run);
  });
});

/** A run of which half is answered. */
async function halfRun(): Promise<{ project: Project; run: RunDirectory }> {
  const project = await tempProject({
    'config.yaml': {
      models: [echoBlock()],
      datasets: [datasetBlock('d')],
      infer: { partitioner: smallTasks(3), runner: { type: 'local', max_num_workers: 2 } },
    },
  });
  await project.writeRows('data/d.jsonl', questions(SIZE));
  expect(await runCli(project, 'config.yaml', '-m', 'infer', '--limit', '6')).toMatchObject({ exitCode: 0 });
  return { project, run: await project.latestRun() };
}

async function expectCompleted(project: Project, run: RunDirectory): Promise<void> {
  const { exitCode, stderr } = await runCli(project, 'config.yaml', '-r', 'latest');
  expect(exitCode, stderr).toBe(0);
  expect(await answeredRows(run, 'echo', 'd')).toEqual(rows(SIZE));
  expect(Object.keys(await mergedPredictions(run, 'echo', 'd'))).toHaveLength(SIZE);
  expect(await result(run, 'echo', 'd')).toMatchObject({ accuracy: 100 });
}

async function firstAnswers(run: RunDirectory): Promise<string> {
  const [fingerprint = ''] = await readdir(join(run.root, 'predictions', 'echo', 'd'));
  return run.predictionsOf('echo', 'd', fingerprint, '1-00000', 0);
}
