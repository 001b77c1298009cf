import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { config, dataset, load, model, problemsOf, project } from './support.ts';

const named = 'models: [m]\ndatasets: [d]\n';

describe('names', () => {
  it('are found beside the config, whatever the folder below', async () => {
    const folder = await project({
      'config.yaml': named,
      'models/deep/m.yaml': model,
      'datasets/d.yml': dataset,
    });
    const loaded = await load(folder);
    expect(loaded.models[0]!.spec.from).toBe(join(folder, 'models/deep/m.yaml'));
    expect(loaded.resolved.models).toEqual([{ abbr: 'm', type: 'echo' }]);
  });

  it('are found in config_dirs, then in --config-dir, then in oc-configs', async () => {
    const folder = await project({
      'config.yaml': `config_dirs: [team]\n${named}`,
      'team/models/m.yaml': model,
      'flag/models/m.yaml': '{abbr: wrong, type: echo}',
      'flag/datasets/d.yaml': dataset,
    });
    const loaded = await load(folder, { configDirs: ['flag'] });
    expect(loaded.combinations).toEqual([{ models: ['m'], datasets: ['d'] }]);
    const packaged = await project({
      'config.yaml': named,
      'datasets/d.yaml': dataset,
      'node_modules/oc-configs/package.json': '{"name": "oc-configs"}',
      'node_modules/oc-configs/models/m.yaml': '{abbr: packaged, type: echo}',
    });
    expect((await load(packaged)).models[0]!.abbr).toBe('packaged');
  });

  it('stand for a block, a list, or a map with the list, whose items may be names again', async () => {
    const folder = await project({
      'config.yaml': 'models: [all]\ndatasets: [./d.json]\n',
      'models/all.yaml': `models: [one, two, {abbr: x, type: echo}]`,
      'models/parts/one.yaml': '{abbr: one, type: echo}',
      'models/parts/two.yaml': '[{abbr: two, type: echo}, {abbr: three, type: echo}]',
      'd.json': JSON.stringify({
        abbr: 'd',
        type: 'jsonl',
        infer_cfg: { prompt_template: 'x', inferencer: 'gen' },
        eval_cfg: { evaluator: 'accuracy' },
      }),
    });
    expect((await load(folder)).models.map(({ abbr }) => abbr)).toEqual(['one', 'two', 'three', 'x']);
  });

  it('of a base config are found beside that, and what it names can be changed', async () => {
    const folder = await project({
      'base/base.yaml': named,
      'base/models/m.yaml': model,
      'base/datasets/d.yaml': dataset,
      'config.yaml': 'extends: base/base.yaml\nmodels: [{abbr: m, temperature: 0.1}]\n',
    });
    expect((await load(folder)).models[0]!.options).toEqual({ temperature: 0.1 });
  });

  it('from flags stand in for the lists of the config', async () => {
    const folder = await project({ 'config.yaml': config(), 'models/other.yaml': '{abbr: other, type: echo}' });
    expect((await load(folder, { models: ['other'] })).combinations).toEqual([{ models: ['other'], datasets: ['d'] }]);
    expect((await problemsOf(folder, { models: ['othr'] }))[0]).toMatch(
      /^--models: there is no "othr" among the models; did you mean "other"\?\n {4}Searched:\n {6}\/.*\/models\/\*\*\/othr\.yaml/,
    );
  });

  it('of a summarizer are files, or else types', async () => {
    const folder = await project({
      'config.yaml': config('summarizer: mine'),
      'summarizers/mine.yaml': '{type: standard, summary_groups: [{name: g}]}',
    });
    expect((await load(folder)).summarizer.options).toEqual({ summary_groups: [{ name: 'g' }] });
    expect((await load(folder, { summarizer: 'standard' })).summarizer.options).toEqual({});
    expect((await problemsOf(folder, { summarizer: 'min' }))[0]).toMatch(/^--summarizer: no summarizer of type "min"/);
  });

  it('must be clear', async () => {
    const folder = await project({
      'config.yaml': named,
      'models/a/m.yaml': model,
      'models/b/m.yaml': model,
      'datasets/d.yaml': dataset,
    });
    expect(await problemsOf(folder)).toEqual([
      [
        'config.yaml:1:10: "m" is the name of more than one file in models',
        `    ${join(folder, 'models/a/m.yaml')}`,
        `    ${join(folder, 'models/b/m.yaml')}`,
        '    Say more of the path: FOLDER/NAME.',
      ].join('\n'),
    ]);
    const said = await load(folder, { models: ['b/m'] });
    expect(said.models[0]!.spec.from).toBe(join(folder, 'models/b/m.yaml'));
  });

  it('do not run in circles', async () => {
    const folder = await project({ 'config.yaml': named, 'models/m.yaml': '[m]', 'datasets/d.yaml': dataset });
    expect((await problemsOf(folder))[0]).toMatch(/"m" leads back to itself: .*m\.yaml -> .*m\.yaml/);
  });

  it('have the problems of their files told with the place in those', async () => {
    const folder = await project({
      'config.yaml': named,
      'models/m.yaml': '# a comment\nabbr: m\ntype: echo\ntemprature: 1\n',
      'datasets/d.yaml': dataset,
    });
    expect(await problemsOf(folder)).toEqual([
      'models/m.yaml:4:1: models.m.temprature is not a known key; did you mean "temperature"?',
    ]);
  });
});
