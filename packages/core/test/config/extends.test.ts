import { join } from 'node:path';
import { pathResolver } from 'oc-plugin-host';
import { describe, expect, it } from 'vitest';
import { config, dataset, load, model, problemsOf, project } from './support.ts';

describe('extends', () => {
  it('merges maps, replaces lists and appends by abbr and name', async () => {
    const folder = await project({
      'base/base.yaml': `
models:
  - {abbr: a, type: echo, path: a, temperature: 0.5}
  - {abbr: b, type: echo}
datasets: [${dataset}]
infer: {runner: {type: local, max_num_workers: 8, retry: 1}, partitioner: {type: size, max_task_size: 10}}
summarizer: {type: standard, summary_groups: [{name: g, subsets: [d, e]}, {name: h, subsets: []}]}
work_dir: base
`,
      'config.yaml': `
extends: base/base.yaml
models:
  - {abbr: c, type: echo}
  - {abbr: a, temperature: 0.7}
infer: {runner: {max_num_workers: 2}, partitioner: {type: naive}}
summarizer: {summary_groups: [{name: i, subsets: []}, {name: g, subsets: [d]}]}
`,
    });
    const loaded = await load(folder);
    expect(loaded.models.map(({ abbr, options }) => [abbr, options])).toEqual([
      ['a', { path: 'a', temperature: 0.7 }],
      ['b', { temperature: 0 }],
      ['c', { temperature: 0 }],
    ]);
    expect(loaded.infer.runner).toMatchObject({ maxNumWorkers: 2, retry: 1 });
    // A block of another type is another block: max_task_size would be nonsense in it.
    expect(loaded.infer.partitioner).toMatchObject({ plugin: { type: 'naive' }, options: { n: 1 } });
    expect(loaded.summarizer.options.summary_groups).toEqual([
      { name: 'g', subsets: ['d'] },
      { name: 'h', subsets: [] },
      { name: 'i', subsets: [] },
    ]);
    expect(loaded.workDir).toBe(join(folder, 'base'));
    expect(loaded.resolved).not.toHaveProperty('extends');
  });

  it('keeps in mind which file says what, so that its paths can be found', async () => {
    const folder = await project({
      'base/base.yaml': `models: [{abbr: a, type: echo, path: weights}]\ndatasets: [${dataset}]`,
      'config.yaml': 'extends: ./base/base.yaml\nmodels: [{abbr: a, path: other}]\n',
    });
    const { spec } = (await load(folder)).models[0]!;
    expect(spec).toEqual({
      block: { abbr: 'a', type: 'echo', path: 'other' },
      from: join(folder, 'base/base.yaml'),
      origins: { abbr: join(folder, 'config.yaml'), path: join(folder, 'config.yaml') },
    });
    expect(pathResolver(spec)('other')).toBe(join(folder, 'other'));
    expect(pathResolver((await load(folder)).datasets[0]!.spec)('d.jsonl')).toBe(join(folder, 'base/d.jsonl'));
  });

  it('takes several, and files of packages', async () => {
    const folder = await project({
      'node_modules/@acme/configs/package.json': '{"name": "@acme/configs"}',
      'node_modules/@acme/configs/models.yaml': `models: [${model}]\nwork_dir: one`,
      'node_modules/plain/package.json': '{"name": "plain"}',
      'node_modules/plain/datasets.yaml': `datasets: [${dataset}]\nwork_dir: two`,
      'config.yaml': 'extends: ["@acme/configs/models.yaml", "npm:plain/datasets.yaml"]\n',
    });
    expect(await load(folder)).toMatchObject({
      workDir: join(folder, 'two'),
      models: [{ abbr: 'm' }],
      datasets: [{ abbr: 'd' }],
    });
  });

  it('says where it leads to nothing', async () => {
    const folder = await project({
      'config.yaml': 'extends:\n  - gone.yaml\n  - npm:nowhere/x.yaml\n  - 5\n  - bad.yaml\n',
      'bad.yaml': 'a: b: c',
    });
    const problems = await problemsOf(folder);
    expect(problems.map((problem) => problem.split('\n', 1)[0])).toEqual([
      `config.yaml:2:5: cannot read ${join(folder, 'gone.yaml')}: no such file`,
      'config.yaml:3:5: "npm:nowhere/x.yaml": the npm package "nowhere" was not found',
      'config.yaml:4:5: extends must be a text or a list of texts',
      expect.stringMatching(/^bad\.yaml:1:4: /),
    ]);
  });

  it('does not run in circles', async () => {
    const folder = await project({ 'config.yaml': 'extends: a.yaml\n', 'a.yaml': 'extends: ./config.yaml\n' });
    const [config, a] = [join(folder, 'config.yaml'), join(folder, 'a.yaml')];
    expect((await problemsOf(folder))[0]).toBe(
      `a.yaml:1:10: extends leads back to itself: ${config} -> ${a} -> ${config}`,
    );
  });

  it('may reach the same file by two ways', async () => {
    const folder = await project({
      'config.yaml': 'extends: [a.yaml, b.yaml]\n',
      'a.yaml': 'extends: base.yaml\nwork_dir: a\n',
      'b.yaml': 'extends: base.yaml\n',
      'base.yaml': config(),
    });
    expect((await load(folder)).models.map(({ abbr }) => abbr)).toEqual(['m']);
  });
});
