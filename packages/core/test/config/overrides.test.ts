import { join } from 'node:path';
import { pathResolver } from 'oc-plugin-host';
import { describe, expect, it } from 'vitest';
import { parseSetting } from '../../src/config/index.ts';
import { config, load, problemsOf, project } from './support.ts';

describe('--set', () => {
  it('reads its value as YAML', () => {
    expect(parseSetting('a.b=4')).toEqual({ path: 'a.b', value: 4, origin: '--set a.b' });
    expect(parseSetting('a={b: [1, x=y]}').value).toEqual({ b: [1, 'x=y'] });
    expect(parseSetting('a=').value).toBeNull();
    expect(parseSetting('a="4"').value).toBe('4');
  });

  it.each(['a', '=4', 'a..b=4', '.a=1', 'a b=1', 'a=[', 'a=*x'])('refuses %s', (setting) => {
    expect(() => parseSetting(setting)).toThrowError(expect.objectContaining({ code: 'BAD_SETTING' }));
  });

  it('changes, adds and goes into lists by position or abbr', async () => {
    const folder = await project({ 'config.yaml': config().replace('abbr: m', 'abbr: m-2.5-b') });
    const loaded = await load(folder, {
      set: [
        'infer.runner.max_num_workers=3',
        'models.m-2.5-b.temperature=0.5',
        'models.0.max_out_len=9',
        'datasets.d.infer_cfg.inferencer.max_out_len=5',
        'datasets.d.reader_cfg.test_range="[:5]"',
        'eval.runner=local',
        'work_dir=elsewhere',
      ],
    });
    expect(loaded.infer.runner.maxNumWorkers).toBe(3);
    expect(loaded.models[0]).toMatchObject({ options: { temperature: 0.5 }, maxOutLen: 9 });
    expect(loaded.datasets[0]).toMatchObject({
      reader: { testRange: '[:5]' },
      infer: { inferencer: { maxOutLen: 5 } },
    });
    expect(loaded.workDir).toBe(join(folder, 'elsewhere'));
  });

  it('is where paths start that it says', async () => {
    const folder = await project({ 'deep/config.yaml': config() });
    const loaded = await load(folder, { file: 'deep/config.yaml', set: ['datasets.d.path=here.jsonl'] });
    const { spec } = loaded.datasets[0]!;
    expect(pathResolver(spec)('here.jsonl')).toBe(join(folder, 'here.jsonl'));
  });

  it('is named where it is wrong', async () => {
    const folder = await project({ 'config.yaml': config() });
    const set = [
      'infer.runnr.retry=1',
      'models.n.temperature=1',
      'models.7.temperature=1',
      'work_dir.x=1',
      'models.m.temperature=hot',
      'models.m.temprature=1',
      'infer.runner.type=nowhere',
    ];
    expect((await problemsOf(folder, { set })).map((problem) => problem.split('\n', 1)[0])).toEqual([
      '--set models.n.temperature: models.n.temperature leads nowhere: models has m; did you mean "m"?',
      '--set models.7.temperature: models.7.temperature leads nowhere: models has m; did you mean "m"?',
      '--set work_dir.x: work_dir is no map: it has no "x"',
      '--set infer.runnr.retry: infer.runnr is not a known key; did you mean "runner"?',
      '--set models.m.temprature: models.m.temprature is not a known key; did you mean "temperature"?',
      '--set models.m.temperature: models.m.temperature must be a number, not "hot"',
      '--set infer.runner.type: no runner of type "nowhere": oc-runner-nowhere was not found (PLUGIN_NOT_FOUND)',
    ]);
  });

  it('cannot reach into what objects have anyway', async () => {
    const folder = await project({ 'config.yaml': config() });
    expect((await problemsOf(folder, { set: ['__proto__.polluted=1'] }))[0]).toContain('__proto__ is not a known key');
    expect({}).not.toHaveProperty('polluted');
  });
});
