/**
 * Tokens a second of processor time, of the `onnx` model on one core, beside the same weights driven by the library it is
 * built on and by the runtime under that, with the same prompts and batch size. Run after `npm run build`:
 *
 *     node bench/embedded/run.mjs [rounds] [batch size]
 */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { median } from '../support/run-cli.mjs';
import { library, plugin, runtime } from './engines.mjs';

const TINY = fileURLToPath(new URL('../../packages/tiny-models/', import.meta.url));
const rounds = Number(process.argv[2] ?? 5);
const batchSize = Number(process.argv[3] ?? 16);

const sums = (await rowsOf('arithmetic_gen')).slice(0, 128);
const shots = (await rowsOf('arithmetic_gen', 'train'))
  .slice(0, 5)
  .map(({ question, answer }) => `Q: ${question}\nA: ${answer}\n\n`);
const reviews = (await rowsOf('sentiment_ppl')).slice(0, 128);
const capitals = await rowsOf('capitals_mcq');

const engines = { onnx: plugin, library, runtime };
for (const name of Object.keys(engines)) engines[name] = await engines[name](`${TINY}tiny-m`, batchSize);
console.log(`tiny-m, one core, batches of ${batchSize}, median of ${rounds} rounds; Node ${process.version}`);
console.log('work                             tokens  onnx tokens/s  library  runtime  over library  over runtime');
await generate(
  'answers to a line',
  sums.map(({ question }) => `Q: ${question}\nA:`),
  32,
);
await generate(
  'answers to five examples',
  sums.map(({ question }) => `${shots.join('')}Q: ${question}\nA:`),
  32,
);
await score(
  '2 labels, a sentence',
  reviews.flatMap(({ text }) => labels(`Review: ${text}\nSentiment:`, ['positive', 'negative'])),
);
await score(
  '4 labels, five examples',
  capitals.slice(0, 40).flatMap(({ question, ...row }) =>
    labels(
      `${shots.join('')}Q: ${question}\nA:`,
      'ABCD'.split('').map((key) => row[key]),
    ),
  ),
);
for (const { close } of Object.values(engines)) await close();

function labels(context, texts) {
  return texts.map((text) => ({ context, continuation: ` ${text}` }));
}

async function generate(name, prompts, maxOutLen) {
  await compare(name, Object.entries(engines), (engine) => engine.generate(prompts, maxOutLen));
}

async function score(name, requests) {
  const scoring = Object.entries(engines).filter(([, engine]) => engine.score);
  await compare(name, scoring, (engine) => engine.score(requests));
}

/** In turn, by processor time, so that a busy machine changes little; the ratio is taken within a round. */
async function compare(name, engines, work) {
  const rates = Object.fromEntries(engines.map(([engine]) => [engine, []]));
  let tokens = 0;
  for (let round = -1; round < rounds; round += 1) {
    const answers = [];
    for (const [name, engine] of engines) {
      const start = process.cpuUsage();
      const results = await work(engine);
      const { user, system } = process.cpuUsage(start);
      const seconds = (user + system) / 1e6;
      answers.push(results);
      tokens = results.reduce((sum, result) => sum + result.tokens, 0);
      // The first round warms up.
      if (round >= 0) rates[name].push(tokens / seconds);
    }
    for (const results of answers) sameAnswers(answers[0], results);
  }
  const over = (other) =>
    rates[other] && median(rates.onnx.map((rate, round) => rate / rates[other][round])).toFixed(3);
  const rate = (engine) => rates[engine] && median(rates[engine]).toFixed(0);
  const cells = [tokens, rate('onnx'), rate('library'), rate('runtime'), over('library'), over('runtime')];
  const widths = [6, 13, 7, 7, 12, 12];
  console.log([name.padEnd(31), ...cells.map((cell = '', i) => String(cell).padStart(widths[i]))].join('  '));
}

function sameAnswers(one, other) {
  for (const [i, { text, sum = 0 }] of one.entries()) {
    const same = text === other[i].text && Math.abs(sum - (other[i].sum ?? 0)) < 0.01;
    if (!same) throw new Error(`row ${i}: ${JSON.stringify([one[i], other[i]])}`);
  }
}

async function rowsOf(name, split = 'test') {
  const text = await readFile(`${TINY}data/${name}.${split}.jsonl`, 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}
