import type { InferConfig, ReaderConfig } from './dataset-block.ts';
import type { DatasetSplits } from './dataset-view.ts';
import { noSuchExample, tooFewExamples } from './example-errors.ts';
import { selectRows } from './selection.ts';

/**
 * Whether the train split of a dataset has the examples that are to be shown.
 *
 * @throws NO_SUCH_EXAMPLE, TOO_FEW_EXAMPLES
 */
export function checkExamples(
  dataset: string,
  { exampleIds, retriever }: Pick<InferConfig, 'exampleIds' | 'retriever'>,
  reader: ReaderConfig,
  splits: DatasetSplits,
): void {
  const { size } = selectRows(splits.train?.rows ?? 0, reader.trainRange);
  const beyond = exampleIds.find((id) => id < 0 || id >= size);
  if (beyond !== undefined) throw noSuchExample(beyond, size, dataset);
  if (retriever !== undefined) checkCount(dataset, retriever.count, size, areSamplesExamples(reader, splits));
}

/** Whether as many examples can be shown, where a pool of `size` may hold the sample itself: none is shown its own answer. */
export function checkCount(dataset: string, wanted: number, size: number, holdsSample: boolean): void {
  const available = Math.max(0, holdsSample ? size - 1 : size);
  if (wanted > available) throw tooFewExamples(dataset, wanted, available);
}

/** Whether the rows that are asked are those that are shown: one split, or two that are one file. */
export function areSamplesExamples(
  { trainSplit, testSplit }: Pick<ReaderConfig, 'trainSplit' | 'testSplit'>,
  { train, test }: DatasetSplits,
): boolean {
  return trainSplit === testSplit || train?.contentHash === test.contentHash;
}
