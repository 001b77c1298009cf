import { type DatasetInfo, definePartitioner, type Partitioner, type PartitionInput, type TaskDraft } from 'oc-sdk';
import { describe, expect, it } from 'vitest';
import { partitionerContract } from '../src/index.ts';
import { brokenCases } from './support/broken-cases.ts';

/** One task for every stretch of samples left. */
function stretches({ datasets }: PartitionInput): TaskDraft[] {
  return datasets.flatMap(({ abbr, pending }) =>
    pending.map(({ start, end }) => ({ parts: [{ dataset: abbr, start, end }], cost: end - start })),
  );
}

const COVERS = 'puts every pending sample into exactly one task';
const WELL_FORMED = 'makes tasks that core can store and compare';
const UNCHANGED = 'leaves its input as it is';
const REPEATS = 'gives the same tasks for the same input';

/** What the cases that throw are about, each once. */
async function complaints(create: () => Partitioner): Promise<string[]> {
  const broken = await brokenCases(partitionerContract(create));
  return [...new Set(broken.map((name) => name.replace(/: .*/, '')))];
}

const BROKEN: readonly [flaw: string, complaints: string[], partition: (input: PartitionInput) => TaskDraft[]][] = [
  ['forgets a task', [COVERS], (input) => stretches(input).slice(1)],
  ['repeats a task', [COVERS], (input) => stretches(input).flatMap((task, n) => (n === 0 ? [task, task] : [task]))],
  [
    'loses the last sample',
    [COVERS, WELL_FORMED],
    (input) =>
      stretches(input).map(({ parts, cost }) => ({ parts: parts.map((p) => ({ ...p, end: p.end - 1 })), cost })),
  ],
  [
    'takes samples that are done',
    [COVERS],
    ({ datasets }) => datasets.map(({ abbr, size }) => ({ parts: [{ dataset: abbr, start: 0, end: size }], cost: 1 })),
  ],
  [
    'overlaps',
    [COVERS],
    (input) =>
      stretches(input).map((t) => ({ ...t, parts: t.parts.map((p) => ({ ...p, start: Math.max(0, p.start - 1) })) })),
  ],
  [
    'invents a dataset',
    [COVERS],
    (input) => [...stretches(input), { parts: [{ dataset: 'other', start: 0, end: 1 }], cost: 1 }],
  ],
  ['makes empty tasks', [WELL_FORMED], (input) => [...stretches(input), { parts: [], cost: 0 }]],
  ['has no costs', [WELL_FORMED], (input) => stretches(input).map((task) => ({ ...task, cost: Number.NaN }))],
  ['is never the same', [REPEATS], (input) => stretches(input).map((task) => ({ ...task, cost: Math.random() }))],
  [
    'sorts its input',
    [UNCHANGED],
    (input) => {
      (input.datasets as DatasetInfo[]).sort((a, b) => b.size - a.size);
      return stretches(input);
    },
  ],
];

describe('the cases for partitioners', () => {
  it('pass for one that keeps the contract', async () => {
    expect(await complaints(() => ({ partition: stretches }))).toEqual([]);
  });

  it('count a partitioner that keeps state', async () => {
    const create = () => {
      let calls = 0;
      return { partition: (input: PartitionInput) => stretches(input).map((t) => ({ ...t, cost: calls++ })) };
    };
    expect(await complaints(create)).toEqual([REPEATS]);
  });

  for (const [flaw, expected, partition] of BROKEN) {
    it(`find one that ${flaw}`, async () => {
      expect(await complaints(() => ({ partition }))).toEqual(expected);
    });
  }

  it('look at the data of a plugin too', async () => {
    const sloppy = definePartitioner({
      name: 'sloppy',
      summary: 'Says nothing about its option.',
      optionsSchema: { type: 'object', additionalProperties: false, properties: { n: { type: 'integer' } } },
      create: () => ({ partition: stretches }),
    });
    expect(await brokenCases(partitionerContract(sloppy))).toEqual([
      'has a strict options schema that describes every option',
    ]);
  });
});
