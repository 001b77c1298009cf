import { definePartitioner, type OptionsOf, type PartitionInput, type TaskDraft } from 'oc-sdk';
import { bundle } from './bundle.ts';
import { ladderOf } from './ladder.ts';
import { behind, probes } from './probe.ts';
import { slices } from './slice.ts';
import { measure, taskOf, type Work } from './work.ts';

const optionsSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    tasks_per_worker: {
      type: 'integer',
      minimum: 2,
      default: 20,
      description: 'About how many tasks each worker gets where the datasets are large enough to be cut.',
    },
    min_task_seconds: {
      type: 'number',
      minimum: 0,
      default: 0.5,
      description:
        'No slice is meant to be shorter, however many workers there are. Small datasets are tasks all the same.',
    },
  },
} as const;

type Options = OptionsOf<typeof optionsSchema>;

/** A probe of each dataset, then even slices by estimated time, the longest first, ever smaller towards the end. */
export default definePartitioner({
  name: 'balanced',
  summary: 'Even slices by estimated time, the longest first, ever smaller towards the end.',
  optionsSchema,
  create: (options: Options) => ({ divisible: true, partition: (input) => partition(input, options) }),
});

function partition({ datasets, workers }: PartitionInput, options: Options): TaskDraft[] {
  const work = measure(datasets);
  const total = work.reduce((sum, { seconds }) => sum + seconds, 0);
  const ladder = ladderOf(total, workers, options);
  // Who works alone shares nothing.
  const first = workers === 1 ? [] : probes(work, ladder);
  const probeOf = new Map(first.map((probe) => [probe.work, probe]));
  const rest = work.map((each) => behind(each, probeOf.get(each)));
  const isLarge = ({ seconds }: Work) => seconds >= ladder.largest / 2;
  const tasks = [
    ...slices(rest.filter(isLarge), ladder),
    ...bundle(
      rest.filter((each) => !isLarge(each)),
      ladder,
    ),
  ];
  // A stable sort: equal ones stay in the order in which they were made.
  return [...first.map((probe) => taskOf([probe])), ...tasks.map(taskOf).sort((a, b) => b.cost - a.cost)];
}
