import type { Evaluator, Scorer } from './evaluator.ts';

/** Samples scored between two looks at the signal. */
const STRIDE = 1024;

/**
 * An evaluator that looks at one sample at a time. Its memory need not grow with the samples: their verdicts are
 * written away as they come.
 *
 * @param scorer - makes the scorer of one replica
 */
export function bySample(scorer: () => Scorer): Evaluator {
  return {
    scorer,
    evaluate(samples, { signal }) {
      signal.throwIfAborted();
      const own = scorer();
      const details = samples.map((sample, i) => {
        if (i % STRIDE === 0) signal.throwIfAborted();
        return own.add(sample);
      });
      return { metrics: own.compute(), details };
    },
  };
}
