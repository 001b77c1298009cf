import { definePartitioner, type OptionsOf, type PartitionInput, type TaskDraft } from 'oc-sdk';
import { type Chunk, chunksOf } from './chunks.ts';
import { groupInOrder } from './group.ts';

const optionsSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    max_task_size: {
      type: 'integer',
      minimum: 1,
      default: 40_000,
      description: 'The most that one task may cost: samples times the factor of their dataset.',
    },
    gen_task_coef: {
      type: 'integer',
      minimum: 1,
      default: 20,
      description: 'Factor of a dataset whose answers are written; where labels are scored it is their number.',
    },
    strategy: {
      enum: ['heuristic', 'split'],
      default: 'heuristic',
      description: 'heuristic: small datasets share a task; split: every dataset, or part of one, is a task.',
    },
  },
} as const;

/** Tasks of at most `max_task_size`: large datasets are cut evenly, small ones packed, as OpenCompass does it. */
export default definePartitioner({
  name: 'size',
  summary: 'Tasks of about equal estimated cost; large datasets are cut, small ones are packed.',
  optionsSchema,
  create: (options: OptionsOf<typeof optionsSchema>) => ({
    partition: (input) => partition(input, options),
  }),
});

/** Groups by what a chunk is booked at, and tells core what it truly costs: see {@link Chunk}. */
function* partition({ datasets }: PartitionInput, options: OptionsOf<typeof optionsSchema>): Iterable<TaskDraft> {
  const chunks = chunksOf(datasets, options.max_task_size, options.gen_task_coef);
  const groups =
    options.strategy === 'split' ? chunks.map((chunk) => [chunk]) : groupInOrder(chunks, options.max_task_size);
  for (const group of groups) yield taskOf(group);
}

function taskOf(chunks: readonly Chunk[]): TaskDraft {
  return {
    parts: chunks.flatMap(({ parts }) => parts),
    cost: chunks.reduce((sum, { cost }) => sum + cost, 0),
  };
}
