import assert from 'node:assert/strict';
import type { DatasetInfo, Partitioner, PartitionInput, Plugin, Range, TaskDraft } from 'oc-sdk';
import type { ContractCase, Create } from '../case.ts';
import { createPlugin } from '../create-plugin.ts';
import { deepFreeze } from '../deep-freeze.ts';
import { pluginContract } from '../plugin.ts';
import { partitionInputs } from './inputs.ts';

/**
 * Cases for a partitioner. Given a plugin, it is made with its default options and its data is checked too
 * ({@link pluginContract}); given a function, that function makes the instance.
 */
export function partitionerContract(subject: Plugin<'partitioner'> | Create<Partitioner>): ContractCase[] {
  const create = typeof subject === 'function' ? subject : () => createPlugin(subject);
  return [
    ...(typeof subject === 'function' ? [] : pluginContract(subject)),
    ...Object.entries(partitionInputs()).flatMap(([title, input]) => casesFor(title, input, create)),
  ];
}

function casesFor(title: string, input: PartitionInput, create: Create<Partitioner>): ContractCase[] {
  return [
    {
      name: `puts every pending sample into exactly one task: ${title}`,
      run: async () => coversOnce([...(await create()).partition(input)], input.datasets),
    },
    {
      name: `makes tasks that core can store and compare: ${title}`,
      run: async () => wellFormed([...(await create()).partition(input)]),
    },
    { name: `leaves its input as it is: ${title}`, run: () => changesNothing(create, input) },
    { name: `gives the same tasks for the same input: ${title}`, run: () => repeats(create, input) },
  ];
}

function coversOnce(tasks: readonly TaskDraft[], datasets: readonly DatasetInfo[]): void {
  const found = new Map<string, Range[]>(datasets.map(({ abbr }) => [abbr, []]));
  for (const { dataset, start, end } of tasks.flatMap(({ parts }) => parts)) {
    const ranges = found.get(dataset);
    assert.ok(ranges, `a task has samples of ${dataset}, which was not given`);
    ranges.push({ start, end });
  }
  for (const { abbr, pending } of datasets) {
    const parts = (found.get(abbr) ?? []).sort((a, b) => a.start - b.start);
    for (const [position, { start }] of parts.entries()) {
      const before = parts[position - 1];
      assert.ok(!before || before.end <= start, `sample ${start} of ${abbr} is in two tasks`);
    }
    assert.deepEqual(joined(parts), joined(pending), `samples of ${abbr} in tasks, and samples that are pending`);
  }
}

/** Neighbours made one: how a range was cut does not matter here. */
function joined(sorted: readonly Range[]): Range[] {
  const result: Range[] = [];
  for (const { start, end } of sorted) {
    const last = result.at(-1);
    if (last?.end === start) result[result.length - 1] = { start: last.start, end };
    else result.push({ start, end });
  }
  return result;
}

function wellFormed(tasks: readonly TaskDraft[]): void {
  for (const { parts, cost } of tasks) {
    assert.ok(Number.isFinite(cost) && cost >= 0, `cost is ${cost}`);
    assert.ok(parts.length > 0, 'a task without parts');
    for (const { start, end } of parts) {
      assert.ok(Number.isInteger(start) && Number.isInteger(end) && start < end, `a part from ${start} to ${end}`);
    }
  }
  assert.deepEqual(JSON.parse(JSON.stringify(tasks)), tasks, 'tasks change on their way through JSON');
}

async function changesNothing(create: Create<Partitioner>, input: PartitionInput): Promise<void> {
  const partitioner = await create();
  const copy = structuredClone(input);
  for (const _task of partitioner.partition(copy));
  assert.deepEqual(copy, input, 'the input was changed');
  for (const _task of partitioner.partition(deepFreeze(copy)));
}

async function repeats(create: Create<Partitioner>, input: PartitionInput): Promise<void> {
  const partitioner = await create();
  const first = JSON.stringify([...partitioner.partition(input)]);
  assert.equal(JSON.stringify([...partitioner.partition(input)]), first, 'the second call differs from the first');
  const other = await create();
  assert.equal(JSON.stringify([...other.partition(structuredClone(input))]), first, 'another instance differs');
}
