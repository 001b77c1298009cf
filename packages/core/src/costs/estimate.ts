import { type DatasetInfo, sizeFactor } from 'oc-sdk';
import type { CostHistory } from './history.ts';

/** A dataset as a model is asked it, and the key of its history. */
export interface Asked extends Pick<DatasetInfo, 'abbr' | 'mode' | 'labels'> {
  readonly key: string;
  /** The most tokens that an answer may have, where the config says so. */
  readonly maxOutLen?: number;
}

export interface Estimate {
  readonly secondsPerSample: number;
  /** `measured`: this model on this dataset. `scaled`: from its neighbours. `guessed`: by the rule of size. */
  readonly from: 'measured' | 'scaled' | 'guessed';
}

/** OpenCompass's coefficient: a written answer costs as much as twenty labels. */
const GEN_TASK_COEF = 20;

/** Seconds of one label by the rule of size, where nothing at all is known. Only ratios matter then. */
const GUESSED_SECONDS = 0.01;

/** An answer of the length that the rule of size has in mind. */
const USUAL_OUT_LEN = 512;

/**
 * Seconds per sample of a model on each dataset: as measured; else as another model took, times how much slower this
 * one was where both were measured; else in proportion to the rule of size, with the seconds that its unit has taken
 * this model elsewhere.
 *
 * @param model key of its history
 */
export function estimate(history: CostHistory, model: string, datasets: readonly Asked[]): Estimate[] {
  const own = history.pairs[model] ?? {};
  const unit = unitSeconds(own, datasets);
  return datasets.map((dataset) => {
    const measured = own[dataset.key];
    if (measured) return { secondsPerSample: measured.secondsPerSample, from: 'measured' };
    const scaled = byOtherModels(history, model, dataset.key);
    if (scaled !== undefined) return { secondsPerSample: scaled, from: 'scaled' };
    const factor = factorOf(dataset);
    if (unit !== undefined) return { secondsPerSample: factor * unit, from: 'scaled' };
    return { secondsPerSample: factor * GUESSED_SECONDS, from: 'guessed' };
  });
}

/** The rule of size, and where the config limits answers to a few tokens, no more than these. */
function factorOf({ maxOutLen = Infinity, ...dataset }: Asked): number {
  const factor = sizeFactor(dataset, GEN_TASK_COEF);
  return dataset.mode === 'gen' ? Math.max(1, factor * Math.min(1, maxOutLen / USUAL_OUT_LEN)) : factor;
}

/** Geometric mean over the datasets of this plan that the model was measured on: one unit of the rule of size. */
function unitSeconds(own: CostHistory['pairs'][string], datasets: readonly Asked[]): number | undefined {
  return geometricMean(
    datasets.flatMap((dataset) => {
      const measured = own[dataset.key];
      return measured ? [measured.secondsPerSample / factorOf(dataset)] : [];
    }),
  );
}

function byOtherModels({ pairs }: CostHistory, model: string, dataset: string): number | undefined {
  const own = pairs[model] ?? {};
  return geometricMean(
    Object.entries(pairs).flatMap(([other, theirs]) => {
      const there = theirs[dataset];
      if (other === model || there === undefined) return [];
      const common = Object.keys(own).flatMap((key) => {
        const [mine, its] = [own[key], theirs[key]];
        return mine && its ? [mine.secondsPerSample / its.secondsPerSample] : [];
      });
      return [there.secondsPerSample * (geometricMean(common) ?? 1)];
    }),
  );
}

function geometricMean(numbers: readonly number[]): number | undefined {
  if (numbers.length === 0) return undefined;
  return Math.exp(numbers.reduce((sum, number) => sum + Math.log(number), 0) / numbers.length);
}
