import { type DatasetInfo, definePartitioner, type OptionsOf, sliceRanges, type TaskDraft } from 'oc-sdk';

const optionsSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    samples: { type: 'integer', minimum: 1, default: 100, description: 'Most samples of one task.' },
  },
} as const;

/** Cuts every dataset into tasks of a fixed number of samples. */
export default definePartitioner({
  name: 'slices',
  summary: 'Tasks of a fixed number of samples.',
  optionsSchema,
  create: ({ samples }: OptionsOf<typeof optionsSchema>) => ({
    partition: ({ datasets }) => datasets.flatMap((dataset) => slicesOf(dataset, samples)),
  }),
});

/** `pending` has gaps where an earlier invocation has answered: a slice counts through them. */
function slicesOf({ abbr, pending }: DatasetInfo, samples: number): TaskDraft[] {
  const tasks: TaskDraft[] = [];
  for (let from = 0; ; from += samples) {
    const ranges = sliceRanges(pending, from, from + samples);
    if (ranges.length === 0) return tasks;
    const cost = ranges.reduce((sum, { start, end }) => sum + end - start, 0);
    tasks.push({ parts: ranges.map((range) => ({ dataset: abbr, ...range })), cost });
  }
}
