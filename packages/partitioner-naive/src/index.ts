import {
  countOf,
  type DatasetInfo,
  definePartitioner,
  type OptionsOf,
  type PartitionInput,
  type TaskDraft,
} from 'oc-sdk';

const optionsSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    n: { type: 'integer', minimum: 1, default: 1, description: 'Datasets in one task.' },
  },
} as const;

/** One task for every `n` datasets, in the order of the config. Nothing is cut. */
export default definePartitioner({
  name: 'naive',
  summary: 'One task for every n datasets of a model.',
  optionsSchema,
  create: ({ n }: OptionsOf<typeof optionsSchema>) => ({ partition: (input) => partition(input, n) }),
});

function* partition({ datasets }: PartitionInput, n: number): Iterable<TaskDraft> {
  const open = datasets.filter(({ pending }) => pending.length > 0);
  for (let first = 0; first < open.length; first += n) yield taskOf(open.slice(first, first + n));
}

/** Without anything better to go by, a task costs as many units as it has samples. */
function taskOf(datasets: readonly DatasetInfo[]): TaskDraft {
  return {
    parts: datasets.flatMap(({ abbr, pending }) => pending.map((range) => ({ dataset: abbr, ...range }))),
    cost: datasets.reduce((sum, { pending }) => sum + countOf(pending), 0),
  };
}
