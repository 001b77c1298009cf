import { taskId } from '../../packages/sdk/dist/run-directory/index.js';

/** Tasks of one model, of 100 datasets in turn. */
export function taskRecords(count) {
  return Array.from({ length: count }, (_, i) => ({
    ...{ id: taskId(1, i), plan: 1, model: 'm', cost: 10 },
    parts: [{ dataset: `dataset-${i % 100}`, start: i * 10, end: i * 10 + 10 }],
  }));
}
