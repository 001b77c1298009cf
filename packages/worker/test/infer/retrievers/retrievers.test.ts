import { mkdtemp, readdir, readFile, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { createPluginHost, type RetrieverConfig, readerConfigOf, type Sample } from 'oc-plugin-host';
import type { Row } from 'oc-sdk';
import { RunDirectory } from 'oc-sdk/run-directory';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startOpenAiServer } from '../../../../../test/support/openai-server.ts';
import { bm25Scores, indexOf } from '../../../src/infer/retrievers/bm25.ts';
import { createRetriever } from '../../../src/infer/retrievers/create.ts';
import { highest, type Retriever } from '../../../src/infer/retrievers/retriever.ts';
import { memoryLogger, never } from '../../support.ts';

const TRAIN = ['apple pie', 'banana bread', 'cherry tart', 'apple cake', 'lemon pie'].map((q) => ({ q, a: 'x' }));

function sample(index: number, q = 'apple'): Sample {
  return { index, id: String(index), position: index, replica: 0, row: { q } };
}

async function retriever(
  config: RetrieverConfig,
  rows: readonly Row[] = TRAIN,
  holdsSamples = false,
  directory?: RunDirectory,
): Promise<Retriever> {
  const made = await createRetriever(config, {
    rows: rows.map((row, index) => ({ index, id: String(index), row })),
    reader: readerConfigOf({ reader_cfg: { input_columns: ['q'], output_column: 'a' } }),
    holdsSamples,
    host: createPluginHost({ searchFrom: [import.meta.filename] }),
    spec: { block: {}, from: import.meta.filename },
    context: { logger: memoryLogger(), signal: never() },
    directory,
    textsOf: (row, ids) =>
      ['yes', 'no'].map((label) => ({
        context: ids.map((id) => `${rows[id]?.q}\n`).join(''),
        continuation: `${row.q} ${label}`,
      })),
  });
  onTestFinished(async () => await made.close?.());
  return made;
}

async function embeddings() {
  const server = await startOpenAiServer();
  onTestFinished(() => server.close());
  return { server, block: { type: 'openai', path: 'embedder', base_url: server.url } };
}

describe('the random retriever', () => {
  it('draws for each sample by its place in the split, whoever is asked beside it', async () => {
    const drawn = await retriever({ type: 'random', count: 3, seed: 43 });
    const together = await drawn.retrieve([sample(0), sample(1), sample(7)]);
    expect(await drawn.retrieve([sample(7)])).toEqual([together[2]]);
    for (const ids of together) expect(new Set(ids).size).toBe(3);
    const other = await retriever({ type: 'random', count: 3, seed: 44 });
    expect(await other.retrieve([sample(0), sample(1), sample(7)])).not.toEqual(together);
  });

  it('draws every row about as often', async () => {
    const drawn = await retriever({ type: 'random', count: 2, seed: 1 });
    const ids = (await drawn.retrieve(Array.from({ length: 1000 }, (_, i) => sample(i)))).flat();
    for (const row of TRAIN.keys()) expect(ids.filter((id) => id === row).length).toBeGreaterThan(340);
  });

  it('refuses to show more rows than there are', async () => {
    await expect(retriever({ type: 'random', count: 6, seed: 1 })).rejects.toMatchObject({ code: 'TOO_FEW_EXAMPLES' });
  });
});

describe('the sliding window', () => {
  it('shows the rows before the sample, and the last of all before the first', async () => {
    const window = await retriever({ type: 'sliding_window', count: 2 });
    expect(await window.retrieve([sample(0), sample(1), sample(4), sample(6)])).toEqual([
      [3, 4],
      [4, 0],
      [2, 3],
      [4, 0],
    ]);
  });
});

describe('bm25', () => {
  it('shows the rows that share the rarest words, best first', async () => {
    const found = await retriever({ type: 'bm25', count: 2 });
    expect(await found.retrieve([sample(0, 'lemon pie'), sample(1, 'bread')])).toEqual([
      [4, 0],
      [1, 0],
    ]);
  });

  it('has the scores of the formula', () => {
    // Three rows of 2, 2 and 4 words, mean 8/3; "cat" is in one: idf ln(2.5/1.5).
    const scores = bm25Scores(indexOf(['cat dog', 'bird fish', 'dog cow pig hen']), 'cat');
    const norm = 1.5 * (0.25 + (0.75 * 2) / (8 / 3));
    expect([...scores]).toEqual([expect.closeTo((Math.log(2.5 / 1.5) * 2.5) / (1 + norm), 12), 0, 0]);
  });

  it('has the scores of rank_bm25, of which they were frozen by fixtures/rank-bm25.py', async () => {
    const file = new URL('../../fixtures/rank-bm25.json', import.meta.url);
    const cases: { texts: string[]; queries: string[]; scores: number[][] }[] = JSON.parse(
      await readFile(file, 'utf8'),
    );
    for (const { texts, queries, scores } of cases) {
      const index = indexOf(texts);
      const found = queries.map((query) => [...bm25Scores(index, query)]);
      expect(found).toEqual(scores.map((row) => row.map((score) => expect.closeTo(score, 10))));
    }
    expect(cases.map(({ texts }) => texts.length)).toEqual([1, 2, 3, 10, 60]);
  });

  it('takes Chinese characters one by one', () => {
    expect(bm25Scores(indexOf(['数据集', '模型', '苹果']), '数')[0]).toBeGreaterThan(0);
  });

  it('does not show a sample its own row where the examples come from the rows that are asked', async () => {
    const found = await retriever({ type: 'bm25', count: 1 }, TRAIN, true);
    expect(await found.retrieve([sample(0, 'apple pie')])).not.toEqual([[0]]);
  });
});

describe('topk', () => {
  it('shows the rows with the nearest embeddings, nearest first, asked of a server', async () => {
    const { server, block } = await embeddings();
    const found = await retriever({ type: 'topk', count: 2, embeddings: block });
    expect(await found.retrieve([sample(0, 'eip elppa'), sample(1, 'tart cherry')])).toEqual([
      [0, expect.any(Number)],
      [2, expect.any(Number)],
    ]);
    // The rows once, and all samples together.
    expect(server.requests.map(({ body }) => [body.input].flat().length)).toEqual([5, 2]);
  });

  it('has its vectors made once for all workers of a run, and again where they are others', async () => {
    const { server, block } = await embeddings();
    const folder = await mkdtemp(join(tmpdir(), 'oc-embeddings-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const directory = new RunDirectory(folder);
    const made = () => server.requests.length;
    const config = { type: 'topk', count: 3, embeddings: block } as const;
    const first = await retriever(config, TRAIN, false, directory);
    expect(made()).toBe(1);
    const elsewhere = { ...block, base_url: block.base_url, key: 'another' };
    const second = await retriever({ ...config, embeddings: elsewhere }, TRAIN, false, directory);
    expect(made()).toBe(1);
    // Those of the samples too.
    const found = await first.retrieve([sample(0, 'apple'), sample(1, 'tart')]);
    expect(made()).toBe(2);
    expect(await second.retrieve([sample(0, 'apple'), sample(1, 'tart')])).toEqual(found);
    expect(made()).toBe(2);
    await retriever({ ...config, embeddings: { ...block, path: 'another' } }, TRAIN, false, directory);
    await retriever(config, TRAIN.slice(1), false, directory);
    expect(made()).toBe(4);
    // A file that was cut is made anew.
    const names = await readdir(join(folder, 'embeddings'));
    expect(names).toHaveLength(4);
    for (const name of names) await truncate(join(folder, 'embeddings', name), 50);
    await retriever(config, TRAIN, false, directory);
    expect(made()).toBe(5);
  });

  it('has them made by one of the workers that want them at once', async () => {
    const { server, block } = await embeddings();
    const folder = await mkdtemp(join(tmpdir(), 'oc-embeddings-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const config = { type: 'topk', count: 3, embeddings: block } as const;
    const workers = await Promise.all(
      Array.from({ length: 8 }, () => retriever(config, TRAIN, false, new RunDirectory(folder))),
    );
    const found = await Promise.all(workers.map((worker) => worker.retrieve([sample(0, 'apple')])));
    expect(new Set(found.map((chosen) => JSON.stringify(chosen))).size).toBe(1);
    expect(server.requests.map(({ body }) => [body.input].flat().length)).toEqual([5, 1]);
  });

  it('embeds many rows in several requests at once, each row under its own vector', async () => {
    const { server, block } = await embeddings();
    const rows = Array.from({ length: 150 }, (_, i) => ({ q: `${'x'.repeat(i)}y${'z'.repeat(150 - i)}`, a: '' }));
    const found = await retriever({ type: 'topk', count: 1, embeddings: block }, rows);
    const samples = [0, 63, 64, 127, 128, 149];
    expect(await found.retrieve(samples.map((i) => sample(i, rows[i]?.q)))).toEqual(samples.map((i) => [i]));
    const sizes = server.requests.map(({ body }) => [body.input].flat().length);
    expect(sizes.toSorted((a, b) => b - a)).toEqual([64, 64, 22, 6]);
  });

  it('ends with a coded error where the model makes no embeddings', async () => {
    const config = { type: 'topk', count: 1, embeddings: { type: 'echo' } } as const;
    await expect(retriever(config)).rejects.toMatchObject({ code: 'MODEL_CANNOT_EMBED', fatal: true });
  });
});

describe('dpp', () => {
  it('prefers a different row to a second one like the first', async () => {
    const { block } = await embeddings();
    const rows = ['aaab', 'aaba', 'aabb'].map((q) => ({ q, a: 'x' }));
    const topk = await retriever({ type: 'topk', count: 2, embeddings: block }, rows);
    const dpp = await retriever({ type: 'dpp', count: 2, embeddings: block, candidates: 3, scaleFactor: 1 }, rows);
    expect(await topk.retrieve([sample(0, 'aaab')])).toEqual([[0, 1]]);
    expect(await dpp.retrieve([sample(0, 'aaab')])).toEqual([[0, 2]]);
  });
});

describe('votek', () => {
  it('shows every sample the rows that most others are near to', async () => {
    const { block } = await embeddings();
    const rows = ['aaab', 'aab', 'aaaab', 'zzz', 'zzzy', 'zzzyy'].map((q) => ({ q, a: 'x' }));
    const found = await retriever({ type: 'votek', count: 2, embeddings: block, neighbours: 1 }, rows);
    const [first, second] = await found.retrieve([sample(0, 'aaab'), sample(1, 'zzz')]);
    expect(first).toEqual(second);
    expect(first?.map((row) => rows[row]?.q.slice(0, 1)).sort()).toEqual(['a', 'z']);
  });
});

describe('the highest of many', () => {
  it('are those that sorting finds', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9 })), fc.integer({ min: 1, max: 12 }), (scores, count) => {
        const sorted = [...scores.keys()].sort((a, b) => (scores[b] as number) - (scores[a] as number) || a - b);
        expect(highest(scores, count, (place) => place % 3 === 0)).toEqual(
          sorted.filter((place) => place % 3 !== 0).slice(0, count),
        );
      }),
    );
  });
});
