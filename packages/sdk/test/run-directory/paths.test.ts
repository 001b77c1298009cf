import { isAbsolute, relative, sep } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPathSafe, RunDirectory } from '../../src/run-directory/index.ts';

const run = new RunDirectory('/runs/20260101_120000');

describe('isPathSafe', () => {
  const safe = [
    'a',
    'gsm8k-0_shot.v2',
    'with blank',
    '数据集',
    'a'.repeat(200),
    '__proto__',
    '~',
    '-rf',
    'a..b',
    '%2F',
  ];
  for (const name of safe) {
    it(`takes ${JSON.stringify(name.slice(0, 20))}`, () => expect(isPathSafe(name)).toBe(true));
  }

  const unsafe = ['', '.', '..', '.hidden', 'a/b', '/', 'a\\b', 'C:', 'a*', 'a?', 'a"b', 'a<b', 'a>b', 'a|b'];
  const blank = [' a', 'a ', 'a\n', '\ta', 'a\u0000b', 'a\u001fb', 'a\u007fb', '\u00a0'];
  for (const name of [...unsafe, ...blank, 'a'.repeat(201), '数'.repeat(67)]) {
    it(`refuses ${JSON.stringify(name.slice(0, 20))}`, () => expect(isPathSafe(name)).toBe(false));
  }

  it('takes no name that leaves its folder or is more than one part of a path', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('.', '/', '\\', 'a', ' ', ':', '~') }), (name) => {
        fc.pre(isPathSafe(name));
        const path = relative(run.root, run.result('m', name));
        expect(path.split(sep)).toEqual(['results', 'm', `${name}.json`]);
      }),
    );
  });
});

describe('paths of a run directory', () => {
  const stage = run.stage('infer');
  const all = {
    'run.json': run.runFile,
    'lock.json': run.lockFile,
    'configs/t.yaml': run.configDump('t'),
    'logs/eval/m/w.log': run.log('eval', 'm', 'w'),
    'predictions/m/d/f': run.predictions('m', 'd', 'f'),
    'predictions/m/d/f/0-00001.2.jsonl': run.predictionsOf('m', 'd', 'f', '0-00001', 2),
    'predictions/m/d.json': run.mergedPredictions('m', 'd'),
    'results/m/d.json': run.result('m', 'd'),
    'summary/report_t.json': run.report('t'),
    'summary/summary_t.csv': run.summary('t', 'csv'),
    infer: stage.root,
    'infer/plan.jsonl': stage.plan,
    'infer/spec-3.json': stage.spec(3),
    'infer/claims/0-00001.2': stage.claim('0-00001', 2),
    'infer/ended/0-00001.2.json': stage.ended('0-00001', 2),
    'infer/jobs.jsonl': stage.jobs,
    'infer/events/w.jsonl': stage.events('w'),
  };
  for (const [path, actual] of Object.entries(all)) {
    it(`has ${path}`, () => {
      expect(isAbsolute(actual)).toBe(true);
      expect(relative(run.root, actual)).toBe(path);
    });
  }

  it('refuses a name that is no part of a path', () => {
    const makers = [
      () => run.result('a/b', 'd'),
      () => run.predictions('m', '..', 'f'),
      () => run.log('infer', 'm', ''),
      () => stage.claim('../other', 0),
      () => run.summary('t', 'a/b'),
    ];
    for (const make of makers) expect(make).toThrow(expect.objectContaining({ code: 'UNSAFE_NAME' }));
  });
});
