import type { SummaryInput } from 'oc-sdk';

/** What summarizers have to show, by what is odd about it. */
export function summaryInputs(): Readonly<Record<string, SummaryInput>> {
  const moment = { run: '20260101_120000', time: '20260101_130000' };
  const models = [
    { abbr: 'model-a', column: 'Model A' },
    { abbr: 'model-b', column: 'model-b' },
  ];
  const datasets = [
    { abbr: 'arith', version: 'a1b2c3', mode: 'gen' as const },
    { abbr: 'capitals', version: 'd4e5f6', mode: 'ppl' as const },
  ];
  const scores = [
    { model: 'model-a', dataset: 'arith', metrics: { accuracy: 62.5, format: 100 }, samples: 8 },
    { model: 'model-b', dataset: 'capitals', metrics: { accuracy: 37.25 }, samples: 400 },
  ];
  const failure = { model: 'model-a', dataset: 'capitals', reason: 'the task failed: out of memory' };
  return {
    'two models on two datasets': { ...moment, models, datasets, cells: [...scores, failure] },
    'nothing at all': { ...moment, models: [], datasets: [], cells: [] },
    'no result yet': { ...moment, models, datasets, cells: [] },
    'metrics that are none': {
      ...moment,
      models,
      datasets,
      cells: [{ model: 'model-a', dataset: 'arith', metrics: {} }],
    },
    'names that would break a table': {
      ...moment,
      models: [{ abbr: 'm', column: 'a|b,"c"<d>&\n数据🙂' }],
      datasets: [
        { abbr: '__proto__', version: '000000', mode: 'unknown' },
        { abbr: '=1+1', version: 'ffffff', mode: 'mixed' },
      ],
      cells: [
        { model: 'm', dataset: '__proto__', metrics: { constructor: 1e-12, '': -0 } },
        { model: 'm', dataset: '=1+1', reason: 'first line | second, "third"' },
      ],
    },
  };
}
