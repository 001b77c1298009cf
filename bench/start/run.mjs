/**
 * How soon the program answers. Run after `npm run build`:
 *
 *     node bench/start/run.mjs [rounds]
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inFolder, median } from '../support/run-cli.mjs';

const rounds = Number(process.argv[2] ?? 9);
const CLI = fileURLToPath(new URL('../../packages/core/bin/oc-core.js', import.meta.url));

await inFolder(async (folder) => {
  await writeFile(join(folder, 'rows.jsonl'), '{"question":"1 + 1","answer":"2"}\n');
  const lines = await writeLongConfig(folder);
  const server = await firstRequests();
  await writeFile(join(folder, 'run.yaml'), JSON.stringify({ ...config([model(0, server.port)], [dataset(0)]) }));
  const cases = {
    'node itself': () => timed(folder, ['-e', '0']),
    '--version': () => timed(folder, [CLI, '--version']),
    '--help': () => timed(folder, [CLI, '--help']),
    [`validate, ${lines} lines`]: () => timed(folder, [CLI, 'validate', 'long.yaml']),
    'first request': async () => {
      const started = performance.now();
      const first = server.next();
      await timed(folder, [CLI, 'run.yaml']);
      return (await first) - started;
    },
  };
  const times = Object.fromEntries(Object.keys(cases).map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1)
    for (const [name, once] of Object.entries(cases)) times[name].push(await once());
  console.log('what\tleast ms\tmedian ms');
  for (const [name, all] of Object.entries(times))
    console.log([name, Math.min(...all).toFixed(0), median(all).toFixed(0)].join('\t'));
  server.close();
});

async function timed(cwd, args) {
  const started = performance.now();
  const env = { ...process.env, OC_CACHE_DIR: join(cwd, 'cache') };
  const child = spawn(process.execPath, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => output.push(data));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}:\n${Buffer.concat(output)}`);
  return performance.now() - started;
}

/** A server of completions that tells when the next request is there. */
async function firstRequests() {
  let arrived = () => {};
  const answer = { choices: [{ message: { role: 'assistant', content: '2' }, finish_reason: 'stop' }] };
  const server = createServer((request, response) => {
    arrived(performance.now());
    request.resume().on('end', () => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(answer));
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const next = () =>
    new Promise((resolve) => {
      arrived = resolve;
    });
  return { port: server.address().port, next, close: () => server.close() };
}

/** Blocks one key a line, as people write them. */
async function writeLongConfig(folder) {
  const models = Array.from({ length: 10 }, (_, i) => model(i, 9));
  const datasets = Array.from({ length: 110 }, (_, i) => dataset(i));
  const text = yaml(config(models, datasets));
  await writeFile(join(folder, 'long.yaml'), text);
  return text.split('\n').length;
}

function config(models, datasets) {
  return { work_dir: 'outputs', models, datasets };
}

function model(i, port) {
  return {
    ...{ abbr: `model-${i}`, type: 'openai', path: `some-model-${i}`, key: 'none' },
    ...{ openai_api_base: `http://127.0.0.1:${port}/v1`, max_out_len: 16, concurrency: 4 },
  };
}

function dataset(i) {
  return {
    ...{ abbr: `dataset-${i}`, type: 'jsonl', path: 'rows.jsonl' },
    reader_cfg: { input_columns: ['question'], output_column: 'answer' },
    infer_cfg: {
      prompt_template: { template: { round: [{ role: 'HUMAN', prompt: '{question}' }] } },
      inferencer: { type: 'gen', max_out_len: 16 },
    },
    eval_cfg: { evaluator: { type: 'accuracy' }, pred_postprocessor: { type: 'first-capital' } },
  };
}

function yaml(value, indent = '') {
  if (Array.isArray(value))
    return value.map((item) => `${indent}- ${yaml(item, `${indent}  `).trimStart()}`).join('\n');
  if (value === null || typeof value !== 'object') return `${indent}${JSON.stringify(value)}`;
  return Object.entries(value)
    .map(([key, item]) =>
      item !== null && typeof item === 'object'
        ? `${indent}${key}:\n${yaml(item, `${indent}  `)}`
        : `${indent}${key}: ${JSON.stringify(item)}`,
    )
    .join('\n');
}
