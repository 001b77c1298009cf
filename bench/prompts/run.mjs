/**
 * How long it takes to render 100,000 five-shot prompts, as a worker does before it asks anything: columns filled in,
 * examples put in, the model's form applied. With the same five examples for all as texts, as turns through a base
 * model's meta template and as messages, and with five drawn for each sample. Run after `npm run build`:
 *
 *     node bench/prompts/run.mjs [samples]
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPluginHost } from 'oc-plugin-host';
import { openForModel } from '../../packages/worker/dist/infer/dataset-samples.js';

const count = Number(process.argv[2] ?? 100_000);
const folder = await mkdtemp(join(tmpdir(), 'oc-bench-'));
const passage = 'A train leaves at noon and needs two hours for the way; the next one is faster by a quarter. ';
const row = (i) => ({ question: `${passage.repeat(2)}How long does train ${i} need?`, answer: String(i % 90) });
const lines = (rows) => Array.from({ length: rows }, (_, i) => JSON.stringify(row(i))).join('\n');
await writeFile(join(folder, 'test.jsonl'), lines(count));
await writeFile(join(folder, 'train.jsonl'), lines(200));

const text = { template: '</E>Q: {question}\nA: {answer}', ice_token: '</E>' };
const turns = {
  template: {
    begin: ['Answer with a number.', '</E>'],
    round: [
      { role: 'HUMAN', prompt: 'Q: {question}' },
      { role: 'BOT', prompt: '{answer}' },
    ],
  },
  ice_token: '</E>',
};
const meta_template = {
  round: [
    { role: 'HUMAN', begin: '<user>', end: '\n' },
    { role: 'BOT', begin: '<bot>', end: '\n', generate: true },
  ],
};
const fixed = { type: 'fix_k', fix_id_list: [0, 1, 2, 3, 4] };
const random = { type: 'random', ice_num: 5 };

const quiet = { debug() {}, info() {}, warn() {}, error() {} };
const host = createPluginHost({ searchFrom: [import.meta.filename] });
const model = { takesMessages: true, async *generate() {}, async close() {} };

console.log(`${count} prompts with 5 examples; Node ${process.version}`);
console.log('prompt                   CPU seconds  characters');
await measure('texts', text, fixed, {});
await measure('turns, meta template', turns, fixed, { meta_template });
await measure('turns, messages', turns, fixed, {});
await measure('turns, messages, random', turns, random, {});
await rm(folder, { recursive: true });

async function measure(name, ice_template, retriever, block) {
  const reader_cfg = { input_columns: ['question'], output_column: 'answer' };
  const infer_cfg = { ice_template, retriever, inferencer: { type: 'gen' } };
  const dataset = { type: 'jsonl', path: join(folder, '{split}.jsonl'), reader_cfg, infer_cfg };
  const splits = { d: { test: { rows: count, contentHash: '' }, train: { rows: 200, contentHash: 'other' } } };
  const datasets = { d: { block: dataset, from: import.meta.filename } };
  const source = { datasets, splits, host, logger: quiet, signal: new AbortController().signal };
  const opened = await openForModel(source, 'd', { model, block: { block, from: import.meta.filename } });
  const samples = [];
  for await (const sample of opened.view.samples(0, count)) samples.push(sample);
  const started = process.cpuUsage();
  let characters = 0;
  for (let start = 0; start < count; start += 128) {
    for (const { prefix } of await opened.inferencer.prepare(samples.slice(start, start + 128)))
      characters += prefix.length;
  }
  const { user, system } = process.cpuUsage(started);
  const seconds = (user + system) / 1e6;
  await opened.close();
  console.log(`${name.padEnd(28)} ${seconds.toFixed(2).padStart(7)}  ${characters}`);
}
