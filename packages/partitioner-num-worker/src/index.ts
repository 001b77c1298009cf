import { definePartitioner, type OptionsOf, type PartitionInput, type TaskDraft } from 'oc-sdk';
import { type Chunk, chunksOf } from './chunks.ts';
import { deal } from './deal.ts';

const optionsSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    num_worker: {
      type: 'integer',
      minimum: 1,
      description: 'Tasks that the chunks are dealt to. Default: the workers that the model may have at once.',
    },
    num_split: {
      type: 'integer',
      minimum: 1,
      description: 'Chunks that a dataset is cut into. Default: num_worker.',
    },
    min_task_size: {
      type: 'integer',
      minimum: 1,
      default: 16,
      description: 'No chunk is smaller, the last one of a dataset aside; a dataset of this size is not cut.',
    },
    strategy: {
      enum: ['heuristic', 'split'],
      default: 'heuristic',
      description: 'heuristic: chunks are dealt in turn to num_worker tasks; split: every chunk is a task.',
    },
  },
} as const;

type Options = OptionsOf<typeof optionsSchema>;

/** Every dataset in about as many chunks as there are workers, dealt out in turn, as OpenCompass does it. */
export default definePartitioner({
  name: 'num-worker',
  summary: 'Every dataset is cut into a fixed number of parts, dealt to the workers in turn.',
  optionsSchema,
  create: (options: Options) => ({ partition: (input) => partition(input, options) }),
});

function* partition({ datasets, workers }: PartitionInput, options: Options): Iterable<TaskDraft> {
  const { num_worker = workers, num_split = num_worker, min_task_size, strategy } = options;
  const chunks = datasets.flatMap((dataset) => chunksOf(dataset, num_split, min_task_size));
  const groups = strategy === 'split' ? chunks.map((chunk) => [chunk]) : deal(chunks, num_worker);
  for (const group of groups) yield taskOf(group);
}

/** Without anything better to go by, a task costs as many units as it has samples. */
function taskOf(chunks: readonly Chunk[]): TaskDraft {
  return {
    parts: chunks.flatMap(({ parts }) => parts),
    cost: chunks.reduce((sum, { samples }) => sum + samples, 0),
  };
}
