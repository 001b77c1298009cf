import { type Average, average, harmonicTerm } from './averages.ts';
import { averageOf, type GroupOptions, type Subset, subsetsOf } from './group-options.ts';
import { groupStatistics } from './group-statistics.ts';
import { mainMetricOf, type Scored, type Value, valuesOf } from './scored.ts';
import { parseTransform } from './transform.ts';

/** A subset and what the run has of it. */
interface Member extends Subset {
  readonly scored: Scored | undefined;
}

type Warn = (message: string) => void;

/**
 * The groups that have a subset in the run, in the order given, which need not be the order in which they use each
 * other. None leads back to itself: {@link checkGroups}. `warn` hears of values that a harmonic mean cannot take.
 */
export function scoreGroups(groups: readonly GroupOptions[], datasets: readonly Scored[], warn: Warn): Scored[] {
  const known = new Map(datasets.map((dataset) => [dataset.name, dataset]));
  const waiting = new Map(groups.map((group) => [group.name, group]));
  const finished = new Map<string, Scored>();

  /** A group that is being worked out neither waits nor is finished: inside itself it is not found. */
  function find(name: string): Scored | undefined {
    const group = waiting.get(name);
    if (group === undefined) return finished.get(name) ?? known.get(name);
    waiting.delete(name);
    const scored = scoreGroup(group, find, warn);
    if (scored !== undefined) finished.set(name, scored);
    return scored;
  }

  for (const { name } of groups) find(name);
  return groups.flatMap(({ name }) => finished.get(name) ?? []);
}

function scoreGroup(group: GroupOptions, find: (name: string) => Scored | undefined, warn: Warn): Scored | undefined {
  const members = subsetsOf(group).map((subset) => ({ ...subset, scored: find(subset.name) }));
  const present = members.flatMap(({ scored }) => scored ?? []);
  const first = present[0];
  if (first === undefined) return undefined;
  const kind = averageOf(group);
  const mainMetric = group.metric ?? kind;
  const common = commonMetricsOf(members).filter((metric) => metric !== mainMetric);
  const columns = first.absent.map((_, column) => column);
  const transform = transformer(group);
  const independent = areDisjoint(present);
  const combined = (metric?: string) =>
    columns.map((column) => combine(kind, members, column, metric, transform, independent));
  if (kind === 'harmonic_mean') warnOfReplaced(group.name, members, warn);
  return {
    name: group.name,
    version: '-',
    mode: modeOf(present),
    values: new Map([[mainMetric, combined()], ...common.map((metric) => [metric, combined(metric)] as const)]),
    listed: [mainMetric, ...common.filter((metric) => present.some((scored) => mainMetricOf(scored) !== metric))],
    absent: first.absent,
    datasets: [...new Set(present.flatMap(({ datasets }) => datasets))],
  };
}

/** Whether no two of them have samples in common. */
function areDisjoint(scored: readonly Scored[]): boolean {
  const datasets = scored.flatMap((one) => one.datasets);
  return new Set(datasets).size === datasets.length;
}

/** Metrics that every subset has are combined as well; only a group of whole subsets has such. */
function commonMetricsOf(members: readonly Member[]): string[] {
  const [first = [], ...others] = members.map(({ scored, metric }) =>
    metric === undefined ? [...(scored?.values.keys() ?? [])] : [],
  );
  return first.filter((metric) => others.every((metrics) => metrics.includes(metric)));
}

function combine(
  kind: Average,
  members: readonly Member[],
  column: number,
  metric: string | undefined,
  transform: Transformer,
  independent: boolean,
): Value {
  const values = members.map((member) => ({
    ...member,
    value: transform(member, metric, valueIn(member, column, metric)),
  }));
  const missing = values.flatMap(({ name, value }) => ('reason' in value ? [`${name} (${value.reason})`] : []));
  if (missing.length > 0) return { reason: missingReason(missing, members.length) };
  const numbers = values.flatMap(({ value, weight }) =>
    'number' in value ? [{ number: value.number, weight, statistics: value.statistics }] : [],
  );
  const number = average(kind, numbers);
  if (!Number.isFinite(number)) return { reason: `${kind} is not a finite number` };
  const notes = values.flatMap(({ value }) => ('number' in value ? (value.notes ?? []) : []));
  const statistics = independent ? groupStatistics(kind, numbers) : undefined;
  return { number, ...(notes.length > 0 && { notes }), ...(statistics && { statistics }) };
}

/** What a value counts as, in the main metric of the group or in one that all its subsets have. */
type Transformer = (subset: Subset, commonMetric: string | undefined, value: Value) => Value;

function transformer({ transforms = {} }: GroupOptions): Transformer {
  const formulas = new Map(Object.entries(transforms).map(([key, formula]) => [key, parseTransform(formula)]));
  return ({ name, metric }, commonMetric, value) => {
    const ofMetric = formulas.get(`${name}@${commonMetric ?? metric}`);
    const formula = ofMetric ?? (commonMetric === undefined ? formulas.get(name) : undefined);
    if (formula === undefined || !('number' in value)) return value;
    const number = formula(value.number);
    const { statistics: _, ...rest } = value;
    return Number.isFinite(number)
      ? { ...rest, number }
      : { reason: `its transform makes ${number} of ${value.number}` };
  };
}

function valueIn({ scored, metric }: Member, column: number, commonMetric: string | undefined): Value {
  const value = scored && valuesOf(scored, commonMetric ?? metric)[column];
  return value ?? { reason: 'not part of this run' };
}

const NAMED_AT_MOST = 3;

function missingReason(missing: readonly string[], subsets: number): string {
  const named = missing.slice(0, NAMED_AT_MOST).join(', ');
  const more = missing.length > NAMED_AT_MOST ? ` and ${missing.length - NAMED_AT_MOST} more` : '';
  return `no value for ${missing.length} of ${subsets} subsets: ${named}${more}`;
}

function warnOfReplaced(group: string, members: readonly Member[], warn: Warn): void {
  const numbers = members.flatMap(({ scored, metric }) =>
    scored ? valuesOf(scored, metric).flatMap((value) => ('number' in value ? [value.number] : [])) : [],
  );
  const replaced = numbers.filter((number) => harmonicTerm(number) !== number);
  if (replaced.length === 0) return;
  warn(`summary group "${group}": its harmonic mean takes 1 for ${replaced.length} values that are not above 0`);
}

function modeOf(present: readonly Scored[]): string {
  const modes = new Set(present.map(({ mode }) => mode));
  return modes.size === 1 ? ([...modes][0] as string) : 'mixed';
}
