// One million short predictions through first-option and accuracy, on one core: CPU seconds and memory.
//   npx tsc -b packages/evaluator-standard && node bench/scoring/run.mjs
import accuracy from '../../packages/evaluator-standard/dist/accuracy/index.js';
import firstOption from '../../packages/evaluator-standard/dist/first-option/index.js';

const SAMPLES = 1_000_000;
const FORMS = ['The answer is (X).', 'X', 'Answer: X. Because it fits', 'I think that X is right', '答案是X。'];

const extract = await firstOption.create({ options: 'ABCD', cushion: true, compat: false }, {});
const evaluator = await accuracy.create({}, {});
const start = process.cpuUsage();
const samples = Array.from({ length: SAMPLES }, (_, index) => {
  const reference = 'ABCD'[index % 4];
  const prediction = extract(FORMS[index % FORMS.length].replace('X', reference));
  return { index, id: String(index), prediction, reference, row: {}, prompt: '' };
});
const { metrics } = await evaluator.evaluate(samples, { signal: new AbortController().signal });
const { user, system } = process.cpuUsage(start);
console.log({ metrics, cpuSeconds: (user + system) / 1e6, rssMiB: process.memoryUsage().rss / 2 ** 20 });
