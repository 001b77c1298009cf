import { fork } from 'node:child_process';
import { once } from 'node:events';
import openai from 'oc-model-openai';

/** 1,000 characters, about what a question with a few examples has. */
export const prompt = 'Question: how many apples are left?\n'.repeat(28);

const quiet = { debug() {}, info() {}, warn: console.warn, error: console.error, child: () => quiet };

/** A server in a process of its own; see server.mjs for what it can be told. */
export async function startServer(options = {}) {
  const child = fork(new URL('./server.mjs', import.meta.url), [JSON.stringify(options)]);
  const [{ port }] = await once(child, 'message');
  return {
    port,
    url: `http://127.0.0.1:${port}/v1`,
    close: () => child.disconnect(),
    /** What it saw since it was last asked. */
    async seen() {
      const answer = once(child, 'message');
      child.send('seen');
      return (await answer)[0];
    },
  };
}

/** The `openai` model as a worker gets it, and a function that asks it one thing and wants the answer once. */
export async function openModel(urls, concurrency, more = {}) {
  const { signal } = new AbortController();
  const options = {
    path: 'm',
    base_url: urls,
    key: 'secret',
    endpoint: 'chat',
    concurrency,
    timeout_seconds: 600,
    retry: 6,
    think_tag: '</think>',
    ...more,
  };
  const model = await openai.create(options, { logger: quiet, signal, resolvePath: (path) => path });
  return {
    get concurrency() {
      return model.concurrency;
    },
    async ask(index) {
      const results = [];
      for await (const result of model.generate([{ index, prompt, maxOutLen: 100 }], { signal })) results.push(result);
      if (results.length !== 1 || results[0].index !== index) throw new Error(`${results.length} answers to ${index}`);
      check(results[0].text ?? JSON.stringify(results[0].error));
    },
    close: () => model.close(),
  };
}

export function check(text) {
  if (text !== 'The answer is 42.') throw new Error(`unexpected answer: ${text}`);
}

/** Asks `count` things, as many at a time as `limit` says, as a worker does; `ask` throws where an answer is wrong. */
export async function inFlight(limit, count, ask) {
  const running = new Set();
  for (let index = 0; index < count; index += 1) {
    const asking = ask(index).finally(() => running.delete(asking));
    running.add(asking);
    while (running.size >= limit()) await Promise.race(running);
  }
  await Promise.all(running);
}

/** Seconds that `samples` take, connections being open: every request that may be in flight was there twice before. */
export async function secondsFor(model, samples, servers) {
  await inFlight(() => model.concurrency, model.concurrency * 2, model.ask);
  for (const server of servers) await server.seen();
  const start = performance.now();
  await inFlight(() => model.concurrency, samples, model.ask);
  return (performance.now() - start) / 1000;
}

/** Runs all of them in turn, so that a busy machine hits each, and returns the best round of each: with the least `cost`. */
export async function bestOf(rounds, runs) {
  const best = runs.map(() => ({ cost: Number.POSITIVE_INFINITY }));
  for (let round = 0; round < rounds; round += 1) {
    for (const [i, run] of runs.entries()) {
      const result = await run();
      if (result.cost < best[i].cost) best[i] = result;
    }
  }
  return best;
}

/** One row of a table, right-aligned under its heads. */
export function row(heads, cells) {
  return cells.map((cell, i) => String(cell).padStart(heads[i].length)).join('  ');
}
