import { AutoModelForCausalLM, AutoTokenizer, env, LogLevel, Tensor } from '@huggingface/transformers';
import { createPlugin } from 'oc-conformance';
import onnx from 'oc-model-onnx';

env.logLevel = LogLevel.NONE;

/** The `onnx` model through its contract, on one core, called with windows of several batches as a worker calls it. */
export async function plugin(folder, batchSize) {
  const model = await createPlugin(onnx, { path: folder }, { cpus: 1, maxSeqLen: 1024, resolvePath: (path) => path });
  const { signal } = new AbortController();
  const inWindows = async (call, requests) => {
    const results = [];
    for (let start = 0; start < requests.length; start += 8 * batchSize) {
      const window = requests.slice(start, start + 8 * batchSize).map((request, index) => ({ ...request, index }));
      for await (const result of call(window, { signal, batchSize })) results[start + result.index] = result;
    }
    return results;
  };
  return {
    generate: async (prompts, maxOutLen) =>
      (
        await inWindows(
          model.generate,
          prompts.map((prompt) => ({ prompt, maxOutLen })),
        )
      ).map(({ text, usage }) => ({
        text,
        tokens: usage.outputTokens,
      })),
    score: async (requests) =>
      (await inWindows(model.score, requests)).map(({ logProbabilities }) => ({
        sum: logProbabilities.reduce((sum, value) => sum + value, 0),
        tokens: logProbabilities.length,
      })),
    close: () => model.close(),
  };
}

/** A script somebody would write: sorts all texts by length, pads them, and calls the library. */
export async function library(folder, batchSize) {
  const { tokenizer, model, encode } = await load(folder);
  const ends = [model.generation_config.eos_token_id].flat();
  return {
    generate: (prompts, maxOutLen) =>
      inBatches(prompts.map(encode), batchSize, async (rows) => {
        const { width, ...input } = padded(rows, 'left');
        const output = await model.generate({ ...input, max_new_tokens: maxOutLen, do_sample: false });
        return output.tolist().map((sequence) => answerOf(tokenizer, sequence.slice(width).map(Number), ends));
      }),
    score: (requests) => inBatches(requests.map(textOf).map(encode), batchSize, (rows) => scoresOf(rows, model)),
    close: () => model.dispose(),
  };
}

/** The runtime itself: the session with its cache, and nothing else that is done for every token. */
export async function runtime(folder, batchSize) {
  const { tokenizer, model, encode } = await load(folder);
  const session = model.sessions.model;
  const pasts = session.inputNames.filter((name) => name.startsWith('past_key_values'));
  const { num_key_value_heads: heads, head_dim: size } = model.config;
  const ends = [model.generation_config.eos_token_id].flat();
  const generate = async (rows, maxOutLen) => {
    const { width, ...input } = padded(rows, 'left');
    let past = Object.fromEntries(
      pasts.map((name) => [name, new Tensor('float32', new Float32Array(), [rows.length, heads, 0, size]).ort_tensor]),
    );
    let mask = input.attention_mask.data;
    let length = width;
    let ids = input.input_ids;
    let positions = new Tensor('int64', positionsOf(mask, width), [rows.length, width]);
    const next = rows.map((row) => BigInt(row.length));
    const answers = rows.map(() => []);
    const ended = rows.map(() => false);
    for (let step = 0; step < maxOutLen && !ended.every(Boolean); step += 1) {
      const all = {
        input_ids: ids.ort_tensor,
        attention_mask: new Tensor('int64', mask, [rows.length, length]).ort_tensor,
        position_ids: positions.ort_tensor,
        ...past,
      };
      const output = await session.run(Object.fromEntries(session.inputNames.map((name) => [name, all[name]])));
      const newest = greatestOfLast(output.logits);
      for (const [row, token] of newest.entries()) {
        if (!ended[row]) answers[row].push(token);
        ended[row] ||= ends.includes(token);
      }
      past = Object.fromEntries(pasts.map((name) => [name, output[name.replace('past_key_values', 'present')]]));
      ids = new Tensor('int64', BigInt64Array.from(newest, BigInt), [rows.length, 1]);
      positions = new Tensor('int64', BigInt64Array.from(next), [rows.length, 1]);
      for (const row of next.keys()) next[row] += 1n;
      mask = grown(mask, rows.length, length);
      length += 1;
    }
    return answers.map((tokens) => answerOf(tokenizer, tokens, ends));
  };
  return {
    generate: (prompts, maxOutLen) => inBatches(prompts.map(encode), batchSize, (rows) => generate(rows, maxOutLen)),
    close: () => model.dispose(),
  };
}

async function load(folder) {
  const tokenizer = await AutoTokenizer.from_pretrained(folder, { local_files_only: true });
  const model = await AutoModelForCausalLM.from_pretrained(folder, {
    local_files_only: true,
    dtype: 'fp32',
    device: 'cpu',
    session_options: { intraOpNumThreads: 1, interOpNumThreads: 1 },
  });
  return { tokenizer, model, encode: (text) => tokenizer.encode(text) };
}

const textOf = ({ context, continuation }) => context + continuation;

async function inBatches(rows, batchSize, use) {
  const order = [...rows.keys()].sort((a, b) => rows[b].length - rows[a].length);
  const results = [];
  for (let start = 0; start < order.length; start += batchSize) {
    const batch = order.slice(start, start + batchSize);
    const done = await use(batch.map((row) => rows[row]));
    for (const [i, row] of batch.entries()) results[row] = done[i];
  }
  return results;
}

function padded(rows, side) {
  const width = Math.max(...rows.map((row) => row.length));
  const ids = new BigInt64Array(rows.length * width);
  const mask = new BigInt64Array(rows.length * width);
  for (const [i, row] of rows.entries()) {
    const start = i * width + (side === 'left' ? width - row.length : 0);
    for (let at = 0; at < row.length; at += 1) ids[start + at] = BigInt(row[at]);
    mask.fill(1n, start, start + row.length);
  }
  const shape = [rows.length, width];
  return { width, input_ids: new Tensor('int64', ids, shape), attention_mask: new Tensor('int64', mask, shape) };
}

function answerOf(tokenizer, tokens, ends) {
  const end = tokens.findIndex((token) => ends.includes(token));
  const written = end === -1 ? tokens : tokens.slice(0, end + 1);
  return { text: tokenizer.decode(written, { skip_special_tokens: true }), tokens: written.length };
}

async function scoresOf(rows, model) {
  const { width, ...input } = padded(rows, 'right');
  const { logits } = await model.forward(input);
  const vocabulary = logits.dims.at(-1);
  return rows.map((row, i) => {
    let sum = 0;
    for (let at = 1; at < row.length; at += 1) {
      const start = (i * width + at - 1) * vocabulary;
      const scores = logits.data.subarray(start, start + vocabulary);
      let greatest = Number.NEGATIVE_INFINITY;
      for (const score of scores) if (score > greatest) greatest = score;
      let total = 0;
      for (const score of scores) total += Math.exp(score - greatest);
      sum += scores[row[at]] - greatest - Math.log(total);
    }
    return { sum, tokens: row.length - 1 };
  });
}

function positionsOf(mask, width) {
  let next = 0n;
  return mask.map((seen, i) => {
    if (i % width === 0) next = 0n;
    return seen === 1n ? next++ : 0n;
  });
}

function grown(mask, rows, length) {
  const longer = new BigInt64Array(rows * (length + 1)).fill(1n);
  for (let row = 0; row < rows; row += 1)
    longer.set(mask.subarray(row * length, (row + 1) * length), row * (length + 1));
  return longer;
}

function greatestOfLast({ data, dims: [rows, width, vocabulary] }) {
  return Array.from({ length: rows }, (_, row) => {
    const start = (row * width + width - 1) * vocabulary;
    let best = 0;
    for (let token = 1; token < vocabulary; token += 1) if (data[start + token] > data[start + best]) best = token;
    return best;
  });
}
