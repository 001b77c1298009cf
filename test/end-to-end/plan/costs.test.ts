import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { datasetBlock, echoBlock, questions } from '../../support/blocks.ts';
import { runCli } from '../../support/run-cli.ts';
import { answeredRows, rows } from '../../support/run-files.ts';
import { type Project, tempProject } from '../../support/temp-project.ts';

const ROWS = 40;

interface Costs {
  readonly pairs: Record<string, Record<string, Record<string, unknown>>>;
  readonly loads: Record<string, Record<string, unknown>>;
}

async function projectOf(): Promise<Project> {
  const project = await tempProject({
    'config.yaml': {
      models: [echoBlock({ delay_ms: 1 })],
      datasets: [datasetBlock('a'), datasetBlock('b')],
      infer: { runner: { type: 'local', max_num_workers: 2 } },
    },
  });
  for (const abbr of ['a', 'b']) await project.writeRows(`data/${abbr}.jsonl`, questions(ROWS, abbr));
  return project;
}

let measured: string | undefined;

/** What a run of that project has measured: for all of these the same, wherever it stands. */
async function costs(): Promise<string> {
  if (measured !== undefined) return measured;
  const project = await projectOf();
  const { exitCode, stderr } = await runCli(project, 'config.yaml');
  expect(exitCode, stderr).toBe(0);
  measured = await readFile(project.path('cache/costs.json'), 'utf8');
  return measured;
}

async function expectAllOnce(project: Project): Promise<void> {
  const run = await project.latestRun();
  for (const abbr of ['a', 'b']) expect(await answeredRows(run, 'echo', abbr)).toEqual(rows(ROWS));
}

describe('a file with the times of earlier runs', () => {
  it.each([
    ['that is cut short', (text: string) => text.slice(0, 40)],
    ['of a later version', (text: string) => text.replace('"version":1', '"version":7')],
    ['of another machine', (text: string) => text.replace('"machine":"', '"machine":"not ')],
  ])('%s is not used, which is said once, and made anew', async (_, how) => {
    const project = await projectOf();
    await project.write('cache/costs.json', how(await costs()));
    const run = await runCli(project, 'config.yaml');
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.stderr.match(/the times of earlier runs in .* are not used/g)).toHaveLength(1);
    await expectAllOnce(project);
    const made = JSON.parse(await readFile(project.path('cache/costs.json'), 'utf8'));
    const { version, machine, loads } = JSON.parse(await costs());
    expect([made.version, made.machine, Object.keys(made.loads)]).toEqual([version, machine, Object.keys(loads)]);
  });

  it('is used by plan, or said once to be of no use', async () => {
    const project = await projectOf();
    for (const [text, from, said] of [
      [await costs(), 'measured', 0],
      ['{', 'guessed', 1],
    ] as const) {
      await project.write('cache/costs.json', text);
      const { stdout, stderr } = await runCli(project, 'plan', 'config.yaml', '--json');
      expect(JSON.parse(stdout).forecast.from).toBe(from);
      expect(stderr.match(/the times of earlier runs in .* are not used/g) ?? []).toHaveLength(said);
    }
  });

  it.each([
    ['zero, negative and no number', [() => 0, () => -5, () => null]],
    ['a million times too long', [(seconds: number) => seconds * 1e6]],
    ['a million times too short', [(seconds: number) => seconds / 1e6]],
  ])('with costs that are %s leaves the run right', async (_, wrong) => {
    const project = await projectOf();
    const { pairs, loads, ...file }: Costs = JSON.parse(await costs());
    const all = Object.values(pairs).flatMap((datasets) => Object.values(datasets));
    for (const [i, cost] of all.entries())
      cost.secondsPerSample = wrong[i % wrong.length]?.(Number(cost.secondsPerSample));
    for (const load of Object.values(loads)) load.seconds = wrong.at(-1)?.(Number(load.seconds));
    await project.write('cache/costs.json', { ...file, pairs, loads });
    const { exitCode, stdout, stderr } = await runCli(project, 'config.yaml');
    expect(exitCode, stderr).toBe(0);
    expect(stdout).toMatch(/^a .* 100\.00$/m);
    await expectAllOnce(project);
    // There are two places: nobody has loaded the model more often.
    const started = await readdir((await project.latestRun()).stage('infer').allEvents);
    expect(started.length).toBeLessThanOrEqual(2);
  });
});
