import { countOf, type DatasetInfo, type Part, sliceRanges, type TaskDraft } from 'oc-sdk';

/** The pending samples of one dataset and how long they take one worker. */
export interface Work {
  readonly dataset: DatasetInfo;
  readonly samples: number;
  /** Those that are in a slice by now: the first ones. */
  readonly from: number;
  readonly perSample: number;
  /** Of the others. */
  readonly seconds: number;
}

/** The `from`-th to before the `to`-th pending sample of a dataset. */
export interface Slice {
  readonly work: Work;
  readonly from: number;
  readonly to: number;
}

/** Where nobody knows better, a sample takes as many units as it has labels to score; a written answer takes one. */
export function measure(datasets: readonly DatasetInfo[]): Work[] {
  return datasets.flatMap((dataset) => {
    const samples = countOf(dataset.pending);
    const perSample = dataset.secondsPerSample ?? dataset.labels ?? 1;
    return samples > 0 ? [{ dataset, samples, from: 0, perSample, seconds: samples * perSample }] : [];
  });
}

export function secondsOf({ work, from, to }: Slice): number {
  return (to - from) * work.perSample;
}

export function taskOf(slices: readonly Slice[]): TaskDraft {
  return {
    parts: slices.flatMap(partsOf),
    cost: slices.reduce((sum, slice) => sum + secondsOf(slice), 0),
  };
}

/** Cuts run through the gaps where samples are done. */
function partsOf({ work: { dataset }, from, to }: Slice): Part[] {
  return sliceRanges(dataset.pending, from, to).map((range) => ({ dataset: dataset.abbr, ...range }));
}
