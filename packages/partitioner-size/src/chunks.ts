import { countOf, type DatasetInfo, type Part, sizeFactor, sliceRanges } from 'oc-sdk';

/** The pending samples of one dataset, or an even share of them. */
export interface Chunk {
  readonly parts: readonly Part[];
  /** Samples times factor. */
  readonly cost: number;
  /**
   * What the chunk counts for when chunks are grouped. OpenCompass books every share of a dataset that was cut at
   * `max_task_size`, even a last one with hardly a sample: shares thus fill a task of their own.
   */
  readonly booked: number;
}

/**
 * The most expensive dataset first, equal ones in the order given; one above `maxTaskSize` is cut. The chunks, too, are
 * thus in the order of what they are booked at.
 */
export function chunksOf(datasets: readonly DatasetInfo[], maxTaskSize: number, genTaskCoef: number): Chunk[] {
  return datasets
    .map((dataset) => measure(dataset, genTaskCoef))
    .filter(({ size }) => size > 0)
    .sort((a, b) => b.cost - a.cost)
    .flatMap((dataset) => (dataset.cost > maxTaskSize ? cut(dataset, maxTaskSize) : [whole(dataset)]));
}

interface Measured {
  readonly dataset: DatasetInfo;
  /** Pending samples. */
  readonly size: number;
  readonly factor: number;
  readonly cost: number;
}

function measure(dataset: DatasetInfo, genTaskCoef: number): Measured {
  const [size, factor] = [countOf(dataset.pending), sizeFactor(dataset, genTaskCoef)];
  return { dataset, size, factor, cost: size * factor };
}

function whole(measured: Measured): Chunk {
  return { parts: partsOf(measured, 0, measured.size), cost: measured.cost, booked: measured.cost };
}

/** Even shares, as few as `maxTaskSize` allows; where one sample alone is above it, shares of one sample. */
function cut(measured: Measured, maxTaskSize: number): Chunk[] {
  const { size, factor } = measured;
  const most = Math.max(1, Math.floor(maxTaskSize / factor));
  const step = Math.ceil(size / Math.ceil(size / most));
  const chunks: Chunk[] = [];
  for (let from = 0; from < size; from += step) {
    const to = Math.min(from + step, size);
    chunks.push({ parts: partsOf(measured, from, to), cost: (to - from) * factor, booked: maxTaskSize });
  }
  return chunks;
}

/** The `from`-th to before the `to`-th pending sample: cuts run through the gaps where samples are done. */
function partsOf({ dataset: { abbr, pending } }: Measured, from: number, to: number): Part[] {
  return sliceRanges(pending, from, to).map((range) => ({ dataset: abbr, ...range }));
}
