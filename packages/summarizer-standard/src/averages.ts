/** How a group makes one number of many; OpenCompass's names, which are also the names of the metric. */
export type Average = 'naive_average' | 'weighted_average' | 'standard_deviation' | 'sum' | 'harmonic_mean';

export interface Weighted {
  readonly number: number;
  /** Above zero; counts for the weighted average alone. */
  readonly weight: number;
}

/** One number of at least one. */
export function average(kind: Average, values: readonly Weighted[]): number {
  const numbers = values.map(({ number }) => number);
  switch (kind) {
    case 'naive_average':
      return mean(numbers);
    case 'weighted_average':
      return sum(values.map(({ number, weight }) => number * weight)) / sum(values.map(({ weight }) => weight));
    case 'standard_deviation':
      return populationDeviation(numbers);
    case 'sum':
      return sum(numbers);
    case 'harmonic_mean':
      return numbers.length / sum(numbers.map((number) => 1 / harmonicTerm(number)));
  }
}

/** A harmonic mean needs numbers above zero; OpenCompass takes 1 (of 100) for the others, and so do we. */
export function harmonicTerm(number: number): number {
  return number > 0 ? number : 1;
}

function populationDeviation(numbers: readonly number[]): number {
  const centre = mean(numbers);
  return Math.sqrt(mean(numbers.map((number) => (number - centre) ** 2)));
}

function mean(numbers: readonly number[]): number {
  return sum(numbers) / numbers.length;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
