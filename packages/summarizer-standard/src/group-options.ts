import type { OptionsOf } from 'oc-sdk';
import type { Average } from './averages.ts';
import { invalidGroup } from './errors.ts';
import { parseTransform } from './transform.ts';

/** A dataset or a group, or one metric of it. */
export const nameSchema = {
  anyOf: [
    { type: 'string' },
    {
      type: 'array',
      items: [{ type: 'string' }, { type: 'string' }],
      minItems: 2,
      maxItems: 2,
      additionalItems: false,
    },
  ],
} as const;

export const groupSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['name', 'subsets'],
  properties: {
    name: { type: 'string', minLength: 1, description: 'Names the row.' },
    subsets: {
      type: 'array',
      minItems: 1,
      items: nameSchema,
      description: 'Datasets and groups, each by its name (the main metric) or as [name, metric].',
    },
    metric: { type: 'string', description: 'What the result is called. Default: the kind of average.' },
    weights: {
      type: 'object',
      additionalProperties: { type: 'number', minimum: 0 },
      description: 'Weighted average: subset, or subset@metric, to its weight. Subsets of weight 0 are left out.',
    },
    std: { type: 'boolean', default: false, description: 'Population standard deviation instead of the average.' },
    sum: { type: 'boolean', default: false, description: 'Sum instead of the average.' },
    harmonic_mean: {
      type: 'boolean',
      default: false,
      description: 'Harmonic mean; values that are not above 0 count as 1.',
    },
    transforms: {
      type: 'object',
      additionalProperties: { type: 'string', minLength: 1 },
      description: 'Subset, or subset@metric, to a formula in x that its value goes through first, as in "100 - x".',
    },
  },
} as const;

export type Name = OptionsOf<typeof nameSchema>;
export type GroupOptions = OptionsOf<typeof groupSchema>;

/** A subset of a group. */
export interface Subset {
  readonly name: string;
  /** Undefined: the main one. */
  readonly metric: string | undefined;
  readonly weight: number;
}

/** The subsets that count: those of weight 0 do not. */
export function subsetsOf({ subsets, weights }: GroupOptions): Subset[] {
  const all = subsets.map((subset) => {
    const [name, metric] = splitName(subset);
    return { name, metric, weight: weights === undefined ? 1 : (weights[weightKey(weights, name, metric)] ?? 0) };
  });
  return all.filter(({ weight }) => weight > 0);
}

export function splitName(name: Name): [name: string, metric: string | undefined] {
  return typeof name === 'string' ? [name, undefined] : [name[0], name[1]];
}

export function averageOf({ weights, std, sum, harmonic_mean }: GroupOptions): Average {
  if (weights !== undefined) return 'weighted_average';
  if (std) return 'standard_deviation';
  if (sum) return 'sum';
  return harmonic_mean ? 'harmonic_mean' : 'naive_average';
}

/** Throws for the first group that cannot mean anything: before the run rather than after it. */
export function checkGroups(groups: readonly GroupOptions[]): void {
  const names = new Set<string>();
  for (const group of groups) {
    if (names.has(group.name)) throw invalidGroup(group.name, 'another group has this name');
    names.add(group.name);
    checkKind(group);
    checkWeights(group);
    checkTransforms(group);
  }
  checkCycles(groups);
}

function checkTransforms({ name, subsets, transforms = {} }: GroupOptions): void {
  const names = subsets.map(splitName);
  for (const [key, formula] of Object.entries(transforms)) {
    const isKnown = names.some(([subset]) => key === subset || key.startsWith(`${subset}@`));
    if (!isKnown) throw invalidGroup(name, `a transform for "${key}", which is not among its subsets`);
    try {
      parseTransform(formula);
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      throw invalidGroup(name, `the transform ${JSON.stringify(formula)} is no formula: ${problem}`);
    }
  }
}

/** A group may name itself: that is the dataset of its name. Through others it must not come back. */
function checkCycles(groups: readonly GroupOptions[]): void {
  const byName = new Map(groups.map((group) => [group.name, group]));
  const safe = new Set<string>();
  const follow = (name: string, path: readonly string[]): void => {
    const group = byName.get(name);
    if (group === undefined || safe.has(name)) return;
    if (path.includes(name))
      throw invalidGroup(
        name,
        `its subsets lead back to it: ${[...path.slice(path.indexOf(name)), name].join(' -> ')}`,
      );
    for (const subset of group.subsets) {
      const [next] = splitName(subset);
      if (next !== name) follow(next, [...path, name]);
    }
    safe.add(name);
  };
  for (const { name } of groups) follow(name, []);
}

function checkKind({ name, weights, std, sum, harmonic_mean }: GroupOptions): void {
  const kinds = Object.entries({ weights: weights !== undefined, std, sum, harmonic_mean });
  const chosen = kinds.filter(([, isChosen]) => isChosen).map(([kind]) => kind);
  if (chosen.length > 1) throw invalidGroup(name, `${chosen.join(' and ')} exclude each other`);
}

function checkWeights({ name, subsets, weights }: GroupOptions): void {
  if (weights === undefined) return;
  const keys = subsets.map((subset) => weightKey(weights, ...splitName(subset)));
  const unweighted = keys.find((key) => !Object.hasOwn(weights, key));
  if (unweighted !== undefined) throw invalidGroup(name, `no weight for "${unweighted}"`);
  const unknown = Object.keys(weights).find((key) => !keys.includes(key));
  if (unknown !== undefined) throw invalidGroup(name, `a weight for "${unknown}", which is not among its subsets`);
  if (keys.every((key) => weights[key] === 0)) throw invalidGroup(name, 'all weights are 0');
}

function weightKey(weights: Readonly<Record<string, number>>, name: string, metric: string | undefined): string {
  const withMetric = `${name}@${metric}`;
  return metric !== undefined && Object.hasOwn(weights, withMetric) ? withMetric : name;
}
