import { normalOf, randomOf } from './random.mjs';

/**
 * A suite as benchmarks come: a few large datasets and many small ones, three in four written, the others of four labels.
 * Sizes and seconds are log-normal.
 */
export function madeUpSuite({ datasets, samples, seed = 7 }) {
  const random = randomOf(seed);
  const normal = normalOf(random);
  const weights = Array.from({ length: datasets }, () => Math.exp(1.3 * normal()));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight, i) => {
    const kind = random() < 0.75 ? 'gen' : 'ppl';
    const seconds_per_sample = kind === 'gen' ? 0.5 * Math.exp(0.8 * normal()) : 0.08;
    return {
      name: `d${i}`,
      size: Math.max(1, Math.round((weight / total) * samples)),
      kind,
      labels: 4,
      seconds_per_sample,
    };
  });
}
